"""Read geofences from GeoJSON files."""

from __future__ import annotations

import sys
from pathlib import Path

from capptro_tui.errors import Refused
from capptro_tui.geo.geojson import Drawn, Unreadable, read_fences
from capptro_tui.models.types import strict_json

MOST_BYTES = 50_000_000


def read_file(path: Path) -> list[Drawn]:
    """Read the circles and areas in a GeoJSON file, or on standard input for `-`. Raises Refused."""
    try:
        content = _content(path)
    except OSError as error:
        raise Refused(f"The file {path} cannot be read: {error.strerror}.") from None
    if len(content) > MOST_BYTES:
        raise Refused(f"The file {path} is too large: at most {MOST_BYTES:,} bytes are read.")
    try:
        return read_fences(strict_json.read(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise Refused(f"The file {path} is not UTF-8 text.") from None
    except (Unreadable, Refused) as unreadable:
        raise Refused(f"{path}: {unreadable} Nothing was imported.") from None


def _content(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
