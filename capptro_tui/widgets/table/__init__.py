"""The record table. It draws and reads only the visible rows."""
