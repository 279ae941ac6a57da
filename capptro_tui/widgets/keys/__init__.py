"""Keys: their names, their order, the line that shows them."""
