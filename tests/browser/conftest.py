"""Tests in a real browser: `make browser` runs them, the usual tests do not."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("CAPPTRO_BROWSER") else ["test_*.py"]
