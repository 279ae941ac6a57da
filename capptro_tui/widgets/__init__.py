"""Reusable widgets: they are given what to show, and know no screen and no service."""
