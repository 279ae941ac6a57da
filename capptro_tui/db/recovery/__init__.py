"""Files that are damaged, gone or put back: read from backups, salvaged, replaced, reckoned against the journal."""
