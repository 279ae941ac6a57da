"""Questions before the desk opens."""
