"""Importing, step by step: a file, a look at it, its columns, a rehearsal, the run; `esc` goes one step back."""
