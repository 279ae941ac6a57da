"""Understanding a table: its header row, the meaning of each column, and the rows that are one record."""
