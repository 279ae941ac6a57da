"""Programs for developers of Capptro: its pages, pictures and migrations. `make` runs them."""
