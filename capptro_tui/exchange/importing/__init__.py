"""Importing: records of a source rehearsed against a database, and written to it."""
