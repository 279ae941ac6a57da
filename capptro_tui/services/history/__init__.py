"""Results of writes, events, timelines, undo and the trash."""
