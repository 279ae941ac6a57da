"""The page of a record, and the screens that open from it."""
