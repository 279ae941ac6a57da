"""Rows of the past: the journal, timelines, the trash."""
