"""JSON read without guessing: text that other programs may read differently, or not at all, is refused."""

from __future__ import annotations

import json
import math
from typing import Any

from capptro_tui.errors import Refused

MOST_LEVELS = 32
"""Deepest nesting that is read."""


class _Unclear(ValueError):
    """JSON that is not accepted. The text is a sentence with the reason."""


def read(text: str) -> Any:
    """Return the value of a JSON text. Raises Refused."""
    try:
        found = json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise Refused(f"This is not JSON: {_said(error)}.") from None
    except RecursionError:
        raise Refused(_TOO_DEEP) from None
    except _Unclear as unclear:
        raise Refused(str(unclear)) from None
    except ValueError:
        raise Refused("A number in it has too many digits.") from None
    if _is_deep(found):
        raise Refused(_TOO_DEEP)
    return found


_FAULTS = {
    "Expecting value": "no value begins",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Unterminated string starting at": "a text is never closed that begins",
    "Extra data": "there is more behind its end",
    "Invalid control character at": "a line break, or another control character, stands in a text",
    "Illegal trailing comma before end of object": "there is a comma too many",
    "Illegal trailing comma before end of array": "there is a comma too many",
}
"""A message of Python about a text to the same for people."""


def _said(error: json.JSONDecodeError) -> str:
    """Return what is wrong, and where."""
    if error.msg.startswith("Invalid \\"):
        fault = "a text has a backslash before a sign that needs none"
    else:
        fault = _FAULTS.get(error.msg, "it cannot be read")
    where = f"line {error.lineno}, character {error.colno}" if error.lineno > 1 else f"character {error.pos + 1}"
    return f"{fault} at {where}"


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
    """Return whether a value has more than MOST_LEVELS levels. It goes level by level, without recursion."""
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
