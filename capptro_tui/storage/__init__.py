"""Files and folders on the disk: private and atomic writes, sweeping of leftovers, warnings about unsafe places."""
