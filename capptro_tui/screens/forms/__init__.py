"""Screens for typing, and drafts of the typed text."""
