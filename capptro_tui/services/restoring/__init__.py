"""Recovery of a database: from a backup, from a damaged file, from the connections of an open window."""
