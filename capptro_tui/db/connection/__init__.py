"""Connections to the database file, and checks of the file. Of the rest of `db`, it imports only the tables."""
