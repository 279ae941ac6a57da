"""Choices and suggestions that a form offers for a field, with reasons."""
