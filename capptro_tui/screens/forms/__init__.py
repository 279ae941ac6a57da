"""Screens on which something is typed, and drafts of it."""
