"""IIF of QuickBooks Desktop: text with tabs, in sections whose header begins with an exclamation mark.

Of the lists in a file the customers are read. (Intuit: IIF overview and reference of CUST and CUSTNAMEDICT)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.delimited import open_delimited
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import SourceRow, Table, TableSource

_CUSTOMERS: Final = "CUST"
_LABELS: Final = "CUSTNAMEDICT"
_CUSTOM: Final = "CUSTFLD"


def open_iif(file: SourceFile, *, encoding: str = "") -> TableSource:
    """Open the customers of an IIF file.

    Custom columns (CUSTFLD1 …) are named by the labels that the file has for them.

    Raises:
        Refused: it has no list of customers, or is damaged.
    """
    text = open_delimited(file, encoding=encoding, delimiter="tab")
    rows = text.tables[0].rows
    header: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    others: Counter[str] = Counter()
    for row in rows():
        section = row.cells[0].strip()
        if section == f"!{_CUSTOMERS}":
            header = tuple(dict.fromkeys((*header, *map(str.strip, row.cells[1:]))))
        elif section == _LABELS:
            labels |= _label(row.cells)
        elif section and not section.startswith(("!", "END", "HDR")) and section != _CUSTOMERS:
            others[section] += 1
    if not header:
        raise Refused(f"“{file.name}” has no list of customers (!CUST). Export the customers: Lists to IIF Files.")
    facts = {**text.facts, "section": _CUSTOMERS}
    if others:
        facts["left out"] = ", ".join(f"{count} of section {name}" for name, count in others.items())
    columns = tuple(labels.get(name, name) for name in header)
    return TableSource(file.path, "iif", (Table("", partial(_customers, text.tables[0], header), columns),), facts)


def _label(cells: tuple[str, ...]) -> dict[str, str]:
    """Return the column and its label of a line such as `CUSTNAMEDICT 0 "Boiler serial" Y N N`."""
    index, label = (*cells[1:3], "", "")[:2]
    return {f"{_CUSTOM}{int(index) + 1}": label.strip()} if index.isascii() and index.isdigit() and label else {}


def _customers(text: Table, columns: tuple[str, ...]) -> Iterator[SourceRow]:
    """Yield the rows of the customers, with their cells in the order of the columns.

    A file may have several headers of customers, where exports were put together.
    """
    header: list[str] = []
    for row in text.rows():
        section, *cells = row.cells
        if section == f"!{_CUSTOMERS}":
            header = [name.strip() for name in cells]
        elif section.strip() == _CUSTOMERS and header:
            while cells and len(cells) > len(header) and not cells[-1]:
                cells.pop()
            if len(cells) > len(header):
                raise Refused(f"Row {row.number} has {len(cells)} values for {len(header)} columns. Export it again.")
            values = dict(zip(header, cells, strict=False))
            yield SourceRow(row.number, tuple(values.get(name, "").replace("\\n", "\n") for name in columns))
