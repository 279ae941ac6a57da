"""The rows of a table: which name the columns, which are records, and which are none."""
