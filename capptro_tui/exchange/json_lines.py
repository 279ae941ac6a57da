"""Lines of JSON as they come from another program."""

from __future__ import annotations

from typing import Any

from capptro_tui.errors import Refused
from capptro_tui.models.types import strict_json

MOST_BYTES = 1_000_000
"""Longest line that is read, in bytes; the longest record of ours is some hundred thousand."""


def read_object(line: bytes) -> dict[str, Any]:
    """Return the JSON object in a line of UTF-8. Raises Refused with a sentence that says what is wrong with it."""
    if len(line) > MOST_BYTES:
        raise Refused(f"The line is too long: at most {MOST_BYTES:,} bytes are read.")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"The line is not UTF-8 text: byte {error.start + 1} fits no character.") from None
    found = strict_json.read(text)
    if not isinstance(found, dict):
        raise Refused('The line is not a JSON object. It should look like {"name": "Acme Ltd"}.')
    return found
