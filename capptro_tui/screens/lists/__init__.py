"""Lists of records, and what is done from them."""
