"""The backups, and restoring one."""
