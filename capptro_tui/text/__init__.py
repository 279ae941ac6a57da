"""What people type, in one form: names, numbers, addresses. Pure functions over text."""
