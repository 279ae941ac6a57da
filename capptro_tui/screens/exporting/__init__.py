"""Exporting a list as a file."""
