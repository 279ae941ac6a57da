"""Customers made of rows: gathered, merged, and placed in fields and parts."""
