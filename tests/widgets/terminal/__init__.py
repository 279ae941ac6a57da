"""The terminal's side of the app, without a terminal."""
