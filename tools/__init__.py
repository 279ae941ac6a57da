"""Programs for those who work on Capptro: its pages, pictures and migrations. `make` runs them."""
