"""Places on the ground: distances, areas, GeoJSON. This package knows nothing of records."""
