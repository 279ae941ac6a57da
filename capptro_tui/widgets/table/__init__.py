"""The record table: it draws and reads only what is seen."""
