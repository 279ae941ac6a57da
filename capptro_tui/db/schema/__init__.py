"""The tables of a database, their version, and how older ones are brought up to it."""
