"""Search for records, and lists as windows."""
