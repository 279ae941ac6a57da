"""What is measured, with one command: `python -m bench` (or `make bench`)."""
