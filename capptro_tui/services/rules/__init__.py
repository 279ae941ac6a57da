"""Rules that hold for records whoever writes them: links, defaults, cascades, and those of one record type."""
