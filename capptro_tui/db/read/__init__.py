"""Queries, one subject a file; they return plain rows."""
