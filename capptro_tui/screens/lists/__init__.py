"""Lists of records, and the dialogs that open from them."""
