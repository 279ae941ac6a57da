"""Connections to the database file, what the file is and whether it is sound. Imports nothing of the rest of `db`
but the tables."""
