"""Read JSON strictly: text that other programs could read differently, or not at all, is refused."""

from __future__ import annotations

import json
import math
from typing import Any

from capptro_tui.errors import Refused

MOST_BYTES = 1_000_000
"""Longest line that is read, in bytes; the longest record of ours is some hundred thousand."""

MOST_LEVELS = 32
"""Deepest nesting that is read."""


class _Unclear(ValueError):
    """The value cannot be accepted. The message is a sentence for people."""


def read_object(line: bytes) -> dict[str, Any]:
    """Return the JSON object in a line of UTF-8. Raises Refused with a sentence that says what is wrong with it."""
    if len(line) > MOST_BYTES:
        raise Refused(f"The line is too long: at most {MOST_BYTES:,} bytes are read.")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"The line is not UTF-8 text: byte {error.start + 1} fits no character.") from None
    found = read(text)
    if not isinstance(found, dict):
        raise Refused('The line is not a JSON object. It should look like {"name": "Acme Ltd"}.')
    return found


def read(text: str) -> Any:
    """Return the value of a JSON text. Raises Refused."""
    try:
        found = json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise Refused(f"This is not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}.") from None
    except RecursionError:
        raise Refused(_TOO_DEEP) from None
    except _Unclear as unclear:
        raise Refused(str(unclear)) from None
    except ValueError:
        raise Refused("A number in it has too many digits.") from None
    if _is_deep(found):
        raise Refused(_TOO_DEEP)
    return found


_TOO_DEEP = f"It is nested too deeply: at most {MOST_LEVELS} levels are read."


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Unclear(f"The name “{twice[:40]}” is given twice.")
    return found


def _no_number(word: str) -> Any:
    raise _Unclear(f"{word} is not a number in JSON.")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _Unclear("A number in it is too large.")
    return value


def _is_deep(value: Any) -> bool:
    """Whether a value has more than MOST_LEVELS levels. It is walked level by level, without recursion."""
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
