"""Bringing in many records in one batch: checked by column, compared with those there, written in blocks."""
