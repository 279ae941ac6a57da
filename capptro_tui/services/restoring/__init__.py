"""Getting a database back: from a backup, from a damaged file, from what a window still holds."""
