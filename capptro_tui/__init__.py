"""Capptro TUI: the customer desk of a small business in one terminal window."""

__version__ = "0.6.0"
