"""Files of other programs, read as tables: one format a module, all behind `reading.open_source`."""
