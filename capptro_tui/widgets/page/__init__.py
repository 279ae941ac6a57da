"""Parts of a record's page."""
