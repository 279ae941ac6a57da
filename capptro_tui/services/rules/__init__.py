"""What holds for a record whoever writes it: links, defaults, cascades, and the rules of one record type."""
