"""The verbs for single records."""
