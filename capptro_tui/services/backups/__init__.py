"""Backups: taken by themselves and on request, kept in two places, thinned, compared and put back."""
