"""The command line: its declarations, parser, help and completion."""
