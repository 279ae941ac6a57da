"""Queries, one subject a file; they give plain rows."""
