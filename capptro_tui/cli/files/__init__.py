"""The verbs for files: documents."""
