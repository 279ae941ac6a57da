"""The rows of a file that were left out, as a CSV file with the reason and the row, to be imported again."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from capptro_tui.exchange.files import replacing
from capptro_tui.exchange.importing.source_tables import SourceRecords
from capptro_tui.exchange.understanding.layout.reject_columns import REJECT_HEADERS, source_width


def write_rejects(path: Path, found: SourceRecords, rejects: Mapping[int, str], *, database: Path) -> None:
    """Write the rows that were left out, as they stand in the file, after their columns' names.

    Args:
        path: the file to write.
        found: the records of the file.
        rejects: row to the reason why it is left out.
        database: the database in use, which must not be overwritten.

    Raises:
        Refused: the file cannot be written, or the source cannot be read again.
    """
    with replacing(path, database=database) as file:
        writer = csv.writer(file)
        width = source_width(found.header)  # a file of refused rows has one reason, the last one
        writer.writerow([*found.header[:width], *REJECT_HEADERS])
        for row in found.table.rows() if rejects else ():
            if row.number in rejects:
                is_whole = len(row.cells) == len(found.header)
                cells = [*(row.cells[:width] if is_whole else row.cells), *[""] * (width - len(row.cells))]
                writer.writerow([*cells, rejects[row.number], row.number])
