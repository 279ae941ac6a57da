"""Backups: taken daily, before risky changes and on request, kept in two places, thinned, compared and restored."""
