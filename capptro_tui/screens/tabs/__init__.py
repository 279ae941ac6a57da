"""The tabs, and those of their first screens that are no list."""
