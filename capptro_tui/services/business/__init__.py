"""The business itself: its settings, what is open today, what is owed, the sample business."""
