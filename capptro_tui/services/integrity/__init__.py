"""Whether a database is sound, and what lies in or beside it that should not."""
