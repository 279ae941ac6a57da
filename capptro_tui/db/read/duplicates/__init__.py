"""Rows from which possible duplicates are found."""
