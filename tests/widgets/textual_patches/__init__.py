"""Each patch of the framework: what it does, and that the framework's side is still what it was made for."""
