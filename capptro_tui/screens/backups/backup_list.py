"""The table of backups: when and why each was taken, its size and its contents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from zlib import crc32

from textual.content import Content

from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.moment_texts import moment_width
from capptro_tui.services.backups import overview
from capptro_tui.services.backups.store import Backup
from capptro_tui.show import show
from capptro_tui.widgets.table.record_table import Column
from capptro_tui.widgets.table.table_columns import Row
from capptro_tui.widgets.table.table_pages import RowSource


class BackupRows(RowSource):
    """The backups of a database, each once. The contents of a backup are read when it is shown."""

    def __init__(self, schema: Schema, read: Callable[[], list[Backup]], beside: Path) -> None:
        """Prepare the source.

        Args:
            schema: the record types that are counted.
            read: reads the backups, newest first; called in a worker thread.
            beside: the folder of the backups that are beside the database.
        """
        self._schema = schema
        self._read = read
        self._beside = beside
        self._backups: Sequence[Backup] | None = None

    def rows(self, start: int, count: int) -> list[Row]:
        """Return up to `count` rows from position `start`: `id`, `backup`, `counts` of records by type, `is_beside`."""
        return [
            {
                "id": crc32(backup.path.name.encode()),
                "backup": backup,
                "counts": overview.count_in(self._schema, backup),
                "is_beside": backup.path.parent == self._beside,
            }
            for backup in self._all()[start : start + count]
        ]

    def total(self) -> int:
        """Return the number of backups."""
        return len(self._all())

    def _all(self) -> Sequence[Backup]:
        if self._backups is None:
            self._backups = overview.once_each(self._read())
        return self._backups


def _why(row: Row) -> Content:
    backup: Backup = row["backup"]
    if not row["counts"]:
        return Content.styled("cannot be read", "$warning")
    place = ("", "") if row["is_beside"] else ("  second place", "$muted")
    return Content.assemble(show(backup.why, 60), place)


def _counted(record: RecordType) -> Callable[[Row], str]:
    return lambda row: f"{row['counts'][record]:,}" if row["counts"] else ""


def _count_of(record: RecordType) -> Column:
    """Return the column with the number of records of a type."""
    plural = record.info.plural
    return Column(record.info.name, plural, len(plural), _counted(record), align="right", sortable=False)


def columns(schema: Schema) -> list[Column]:
    """Return the columns of the list."""
    return [
        Column("taken", "Taken", moment_width, lambda row: row["backup"].taken_text, align="right", sortable=False),
        Column("why", "Why", 20, _why, grow=1, sortable=False),
        Column("size", "Size", 9, lambda row: overview.size_told(row["backup"].size), align="right", sortable=False),
        *(_count_of(record) for record in schema.numbered if record.info.is_main),
    ]
