"""The business itself: its settings, its dashboard, customers' accounts, the sample business."""
