"""What the business does, one transaction each. No screen, no SQL."""
