"""The way back into an empty database, from all that the business has taken with it."""
