"""The refused rows of a file as a CSV file, with the reason and the row, to be put right and imported again."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from capptro_tui.exchange.files import replacing
from capptro_tui.exchange.importing.source_tables import SourceRecords

_REASON, _ROW = "Reason", "Row"


def write_rejects(path: Path, found: SourceRecords, refused: Mapping[int, str], *, database: Path) -> None:
    """Write the refused rows, as they stand in the file, after their columns' names.

    Args:
        path: the file to write.
        found: the records of the file.
        refused: row to the reason why it is refused.
        database: the database in use, which must not be overwritten.

    Raises:
        Refused: the file cannot be written, or the source cannot be read again.
    """
    with replacing(path, database=database) as file:
        writer = csv.writer(file)
        writer.writerow([*found.header, _REASON, _ROW])
        width = len(found.header)
        for row in found.table.rows() if refused else ():
            if row.number in refused:
                cells = [*row.cells, *[""] * (width - len(row.cells))]
                writer.writerow([*cells, refused[row.number], row.number])
