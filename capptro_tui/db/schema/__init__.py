"""The tables of a database, their version, and the migration of older files."""
