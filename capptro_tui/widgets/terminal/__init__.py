"""The terminal's side of the app, without Textual: what its bytes mean before the framework reads them."""
