"""How the command line is declared, read, explained and completed."""
