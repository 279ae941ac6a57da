"""Records out of the program: files for people and their spreadsheets, for phones, and for other programs."""
