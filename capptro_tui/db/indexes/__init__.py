"""Indexes of the rows that triggers keep: search, balances, duplicates, places. They can be made anew at any time."""
