"""How the journal is stored."""
