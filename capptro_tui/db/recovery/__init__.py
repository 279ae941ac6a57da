"""Recovery: reading backups, salvaging and replacing damaged files, comparing rows with the journal."""
