"""Finding records: the one search, and lists as windows."""
