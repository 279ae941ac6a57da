"""Verbs about public forms and their submissions."""
