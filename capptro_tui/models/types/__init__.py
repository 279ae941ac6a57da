"""Kinds of values: how each is typed, checked and shown."""
