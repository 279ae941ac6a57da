"""The yardstick of an import: sqlite-utils inserts the rows of a CSV file, and indexes their texts.

Run as `python -m bench.plain_insert FILE.csv DATABASE`.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

_INDEXED = ("Name", "Account", "Phone", "Email", "Contact", "Street", "City", "Postcode")
_BATCH = 1_000


def main(source: Path, target: Path) -> None:
    """Insert the rows of a CSV file into a new database."""
    from sqlite_utils import Database

    table = Database(target).table("customer")
    with source.open(newline="", encoding="utf-8") as file:
        table.insert_all(csv.DictReader(file), batch_size=_BATCH)
    table.enable_fts(_INDEXED)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
