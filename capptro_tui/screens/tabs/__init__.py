"""The tabs, and the first screens that are no list."""
