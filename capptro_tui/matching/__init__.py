"""Duplicate detection and search matching, as functions over values without a database."""
