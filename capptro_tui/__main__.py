"""`python -m capptro_tui` is `capptro`."""

from __future__ import annotations

import sys

from capptro_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
