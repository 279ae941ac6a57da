"""The one way to write: a transaction, its rows, its batch in the journal."""
