"""Finding and matching, without a database: text is brought to one form, and two records are compared."""
