"""The journal as a list to scroll through."""
