"""The palette, help, the keys, and the way to any list."""
