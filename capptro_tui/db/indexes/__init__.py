"""What is derived from the rows, kept true by the database and made anew at any time."""
