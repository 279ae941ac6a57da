"""Create and change records, one or many, with the records that belong to them."""
