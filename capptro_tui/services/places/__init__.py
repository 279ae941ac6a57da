"""Coordinates of records: the nearest ones, maps, geofences."""
