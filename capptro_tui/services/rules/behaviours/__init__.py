"""What the services do for single record types alone, one file a type."""
