"""What was done and how it is taken back: results of writes, events, timelines, undo, trash."""
