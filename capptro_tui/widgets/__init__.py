"""Reusable widgets. They are given the data to show, and know no screen."""
