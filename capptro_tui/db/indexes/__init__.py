"""Data derived from the rows and kept by triggers: search, balances, duplicates, places. It can be rebuilt any time."""
