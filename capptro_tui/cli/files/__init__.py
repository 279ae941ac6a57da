"""The verbs for files: documents, exports, everything out and back."""
