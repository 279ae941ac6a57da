"""The table of a source that is proposed: that whose header says most."""

from __future__ import annotations

from itertools import islice

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.table import Table, TableSource
from capptro_tui.exchange.understanding.layout.table_rows.header_row import count_headers, find_header

_FIRST_ROWS = 40


def choose_table(source: TableSource) -> Table:
    """Return the table with most headers that are known; a hidden one only if there is no other.

    Raises:
        Refused: the source has no table.
    """
    if not source.tables:
        raise Refused(f"“{source.path.name}” has no table.")
    return max(source.tables, key=lambda table: (not table.hidden, _known(table)))


def _known(table: Table) -> int:
    if table.header is not None:
        return count_headers(table.header)
    rows = list(islice(table.rows(), _FIRST_ROWS))
    place = find_header(rows)
    return count_headers(rows[place].cells) if place >= 0 else 0
