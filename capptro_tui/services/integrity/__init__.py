"""Checks of a database, and of files in or beside it that do not belong there."""
