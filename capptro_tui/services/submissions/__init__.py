"""Public forms and their submissions: published, received, decided about, counted."""
