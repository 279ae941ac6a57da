"""The backups, and putting one back."""
