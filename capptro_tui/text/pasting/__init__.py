"""Pasted signatures, address blocks and contact cards, as proposals for the fields of a record."""
