"""The start of the desk and what is looked after while it is open."""
