"""The same values through a form, the command line and JSON."""
