"""A map in braille dots."""
