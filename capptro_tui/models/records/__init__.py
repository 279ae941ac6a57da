"""The record types of the business, one a file: fields, labels, states."""
