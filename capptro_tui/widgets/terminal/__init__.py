"""The terminal's input and output, without Textual: bytes are filtered before the framework reads them."""
