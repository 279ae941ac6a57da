"""Duplicate customers: the check while typing, the list of all pairs, the merge."""
