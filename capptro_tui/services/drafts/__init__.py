"""Drafts: typed and unsaved input, kept in files until it is saved or given up."""
