"""The benchmark: `python -m bench` (or `make bench`) measures the app beside its yardsticks."""
