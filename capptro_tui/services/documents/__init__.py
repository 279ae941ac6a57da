"""Documents: attached to a record, named, opened, copied out."""
