"""Background work while the desk is open: watching the file, backups, loading code before it is needed."""
