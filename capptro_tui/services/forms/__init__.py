"""What a form offers for a field, and why."""
