"""The columns that a file of refused rows has behind those of its source: the reason, and the row there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from capptro_tui.exchange.understanding.layout.profile import ColumnProfile
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn

REJECT_HEADERS: Final = ("Reason", "Row")
"""Headers that the file of refused rows has besides those of the source."""

_WHY = "It is of the file of refused rows."


def source_width(headers: Sequence[str]) -> int:
    """Return the number of columns without those that the file of refused rows has behind them."""
    last = tuple(header.partition("#")[0].strip() for header in headers[-len(REJECT_HEADERS) :])
    return len(headers) - len(REJECT_HEADERS) if last == REJECT_HEADERS else len(headers)


def reject_columns(headers: Sequence[str], profiles: Sequence[ColumnProfile]) -> list[SourceColumn]:
    """Return the columns of the file of refused rows, to be left out; none if rows have something else there."""
    width = source_width(headers)
    if width < len(headers) and not all(map(str.isdigit, profiles[-1].values)):
        return []
    found = islice(enumerate(headers), width, None)
    return [SourceColumn(index, header, label=header, why=_WHY) for index, header in found]
