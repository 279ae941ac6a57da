"""The layout of a table: its header row, and the target of each column."""
