"""Customers that are entered twice: the check while typing, all pairs, the merge."""
