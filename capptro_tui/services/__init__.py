"""The operations of the business, each in one transaction. No screen, no SQL."""
