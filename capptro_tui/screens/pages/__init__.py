"""The page of a record, and what opens from it."""
