"""The write path: a transaction, its statements, its batch in the journal."""
