"""The stored form of the journal: its format, and the dictionaries and defaults that it names by number."""
