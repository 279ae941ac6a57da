"""Creating and changing records, one or many, with what belongs to them."""
