"""Files and folders on the disk: made private and whole, swept when a killed program left them, and where they lie."""
