"""Read and write a database from Python scripts.

    from capptro_tui import api

    with api.open() as records:
        acme = records.create("customers", {"name": "Acme Ltd", "phone": "01632 960123"})
        records.change(acme["number"], {"email": "office@acme.example"})
        for item in records.list("work-items", where={"status": "new"}, sort="-created_at"):
            print(item["number"], item["title"])
        records.undo()

A record is a dictionary as `capptro show --json` prints it: a link is a number (`C-000042`), an amount a text with all
its decimals (`"45.00"`), a time ISO. Values are written as they are typed in a form, or in that form. What a person at
the desk could not do is refused here as well, with the same sentence: see `Refused`.

Every call is one batch of the history, which `undo` takes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange import records, shapes
from capptro_tui.exchange.access import find_records, open_database, record_type, standing_record
from capptro_tui.exchange.conditions import read_selection
from capptro_tui.locations import database_path
from capptro_tui.models.record import Record, RecordType
from capptro_tui.services.search import listing
from capptro_tui.services.search.selection import read_blocks

if TYPE_CHECKING:
    from capptro_tui.services.history.write_result import WriteResult

__all__ = ["Records", "Refused", "open"]

Values = Mapping[str, Any]
"""Field to value, by the names that `capptro show --json` prints."""

_SEVERAL = (list, tuple)
"""Types of a condition that allows several values."""


@contextmanager
def open(path: str | Path | None = None, *, create: bool = False) -> Iterator[Records]:
    """Open a database; it is closed at the end of the `with`.

    Args:
        path: the file; None for the one that the app opens.
        create: whether to make a database where there is none.

    Raises:
        Refused: there is none, or it cannot be used.
    """
    file = database_path(Path(path) if path is not None else None)
    with open_database(file, create=create) as database:
        yield Records(database)


class Records:
    """The records of an open database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, ref: str) -> dict[str, Any]:
        """Return the record with a number such as `C-42`; of a merged one, that into which it was merged.

        Raises:
            Refused: there is none.
        """
        return shapes.whole(self._database, *self._named(ref))

    def find(self, text: str, kinds: Sequence[str] = ("customers",), *, limit: int = 20) -> Iterator[dict[str, Any]]:
        """Yield the records that a text finds, best first, as the list's filter does.

        Args:
            text: any part of a name, number, phone, email, street, …
            kinds: the record types: `customers`, `work-items`.
            limit: most records.

        Raises:
            Refused: there is no such record type, or the text is empty.
        """
        for hit in find_records(
            self._database, text, [record_type(self._database.schema, kind) for kind in kinds], limit
        ):
            yield {**records.to_json(self._database.schema, hit.record, hit.row), "matched": hit.matched}

    def create(self, kind: str, values: Values) -> dict[str, Any]:
        """Create a record, with its parts (`lines` of an order), and return it.

        Raises:
            Refused: with everything that is wrong; nothing was written.
        """
        from capptro_tui.exchange import writing  # late: reading does without

        record = record_type(self._database.schema, kind)
        done = writing.create(self._database, writing.read_given(self._database.schema, record, values))
        return shapes.whole(self._database, record, done.row_id)

    def change(self, ref: str, values: Values, *, version: int | None = None) -> dict[str, Any]:
        """Change fields of a record and return it.

        Args:
            ref: its number.
            values: the fields to change; None or "" empties one.
            version: its `version` when it was read, so that a change made since is not overwritten.

        Raises:
            Refused: with everything that is wrong, or it has been changed since; nothing was written.
        """
        from capptro_tui.exchange import writing  # late: reading does without

        record, row_id = self._named(ref)
        writing.change(self._database, row_id, writing.read_given(self._database.schema, record, values), version)
        return shapes.whole(self._database, record, row_id)

    def undo(self, batch: int | None = None, *, force: bool = False) -> WriteResult:
        """Take back the last batch, or the one named; its `summary` says what was done.

        Args:
            batch: its number in the history.
            force: whether to overwrite what was changed since.

        Raises:
            Refused: there is nothing to undo, or it has been changed since.
        """
        from capptro_tui.services.history import undo  # late: reading does without

        return undo.undo(self._database, batch, force=force)

    def model(self, ref: str) -> Record:
        """Return a record as an SQLModel object: columns with the values that are stored. It is attached to no session.

        Loading SQLModel takes longer than all else here. Writing goes through `change`, which checks and records it.
        """
        from capptro_tui.db.schema.orm import table  # late, it is slow to load

        record, row_id = self._named(ref)
        row = listing.one(self._database, record, row_id)
        made: Record = table(self._database.schema, record)(**{name: row[name] for name in record.fields})
        return made

    def list(
        self, kind: str, *, where: Values | None = None, sort: str = "", limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield records of a type that are not in the trash, however many: they are read in blocks.

        Args:
            kind: the record type: `customers`, `work-items`.
            where: field to the value that it must have, as a form or JSON has it; None for empty, a list for any of
                several. `trashed` is True for records in the trash.
            sort: a field, with a minus before it for the other direction; "" for the list's own order.
            limit: most records.

        Raises:
            Refused: there is no such record type or field, or a value cannot be read.
        """
        record = record_type(self._database.schema, kind)
        wanted = {name: value if isinstance(value, _SEVERAL) else [value] for name, value in (where or {}).items()}
        selection = read_selection(self._database, record, wanted, sort)
        yield from shapes.objects(self._database, record, read_blocks(self._database, selection, limit))

    def _named(self, ref: str) -> tuple[RecordType, int]:
        record, row_id, _ = standing_record(self._database, ref)
        return record, row_id
