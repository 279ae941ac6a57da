"""The start of the program, and maintenance while it is open."""
