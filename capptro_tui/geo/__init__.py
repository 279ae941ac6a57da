"""Places on the ground: distances, areas, GeoJSON. It knows nothing of records."""
