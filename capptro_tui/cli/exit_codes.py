"""Exit codes of the command line."""

from __future__ import annotations

DONE, REFUSED, MISUSED, INTERRUPTED = 0, 1, 2, 130
