"""Customers that may be entered twice: shown, reviewed, merged."""
