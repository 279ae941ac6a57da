"""Records in and out of the program, each in its published shape, streaming."""
