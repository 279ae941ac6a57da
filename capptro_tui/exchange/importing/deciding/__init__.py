"""Deciding about each record of a file: its values in their fields, whether it is there already, and the changes."""
