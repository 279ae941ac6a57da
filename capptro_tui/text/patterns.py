"""Regular expressions that are compiled at their first use.

Importing the program defines seventy patterns, and the start needs few of them: compiling all would take ten
milliseconds before the first frame.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LatePattern:
    """Proxy of a pattern. It compiles the pattern when one of its methods is first looked up."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        found = getattr(self._compiled, name)
        self.__dict__[name] = found  # later look-ups do not come here
        return found


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern that is compiled at its first use. Call its methods: the functions of `re` do not take it."""
    return cast("re.Pattern[AnyStr]", _LatePattern(source, flags))
