"""Regular expressions that are compiled when they are first used. The start loads seventy, and needs few of them: ten
milliseconds until the first frame."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LatePattern:
    """Stands for a compiled pattern, which is made by the first use of any of its methods."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        found = getattr(self._compiled, name)
        self.__dict__[name] = found  # from now on it is found without this
        return found


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern for use by its methods; the functions of `re` do not take it."""
    return cast("re.Pattern[AnyStr]", _LatePattern(source, flags))
