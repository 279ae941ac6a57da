"""Rules of single record types that read the database, one file a type."""
