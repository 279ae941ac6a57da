"""The record types that the program keeps for itself: settings, users, the journal, pairs of duplicates."""
