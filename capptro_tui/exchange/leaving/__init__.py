"""Everything out of the program, in files that other programs read, and back into an empty database."""
