"""Where records are: what is near, maps, geofences."""
