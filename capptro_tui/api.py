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
from capptro_tui.exchange import parts, records, shapes
from capptro_tui.exchange.conditions import find_field, read_value
from capptro_tui.locations import database_path
from capptro_tui.models.record import Record, RecordType
from capptro_tui.models.types.locales import show_in
from capptro_tui.services.business.region import locale
from capptro_tui.services.rules import alias
from capptro_tui.services.search import find, listing
from capptro_tui.services.search.selection import Selection, read_blocks
from capptro_tui.text.suggestions import did_you_mean

if TYPE_CHECKING:
    from capptro_tui.services.history.outcome import WriteResult

__all__ = ["Records", "Refused", "open"]

Values = Mapping[str, Any]
"""Field to value, by the names that `capptro show --json` prints."""


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
    database = Database.create(file) if create else Database.open(file)
    try:
        show_in(locale(database))
        yield Records(database)
    finally:
        database.close()


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
            Refused: there is no such record type.
        """
        wanted = [self._record_type(kind) for kind in kinds]
        for hit in find.find(self._database, text, wanted, limit=limit):
            yield {**records.to_json(self._database.schema, hit.record, hit.row), "matched": hit.matched}

    def create(self, kind: str, values: Values) -> dict[str, Any]:
        """Create a record, with its parts (`lines` of an order), and return it.

        Raises:
            Refused: with everything that is wrong; nothing was written.
        """
        from capptro_tui.services.records import records as service  # late: reading does without
        from capptro_tui.services.records.inner_parts import writing_parts

        record = self._record_type(kind)
        given, inside = parts.take(self._database.schema, record, values)
        also = writing_parts(record, inside, self._database)
        done = service.create(self._database, record, shapes.read(self._database.schema, record, given), also=also)
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
        from capptro_tui.services.records import records as service  # late: reading does without
        from capptro_tui.services.records.inner_parts import writing_parts

        record, row_id = self._named(ref)
        given, inside = parts.take(self._database.schema, record, values)
        also = writing_parts(record, inside, self._database)
        service.change(
            self._database, record, row_id, shapes.read(self._database.schema, record, given), version, also=also
        )
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
            where: field to the value that it must have, as a form or JSON has it; None for empty.
            sort: a field, with a minus before it for the other direction; "" for the list's own order.
            limit: most records.

        Raises:
            Refused: there is no such record type or field, or a value cannot be read.
        """
        record = self._record_type(kind)
        equal = {}
        for name, value in (where or {}).items():
            field = find_field(record, name)
            equal[field.name] = read_value(self._database, record, field, value)
        order = sort.removeprefix("-")
        column = find_field(record, order).name if order else ""
        selection = Selection(record, equal, column, sort.startswith("-"), False)
        for block in read_blocks(self._database, selection, limit):
            inside = parts.to_json(self._database, record, block)
            for row, more in zip(block, inside, strict=True):
                yield {**records.to_json(self._database.schema, record, row), **more}

    def _record_type(self, kind: str) -> RecordType:
        """Return the record type that a plural names: `work-items`. Raises Refused."""
        known = {record.info.slug: record for record in self._database.schema.numbered}
        if kind not in known:
            raise Refused(f"There are no {kind[:40]}.{did_you_mean(kind, known)}")
        return known[kind]

    def _named(self, ref: str) -> tuple[RecordType, int]:
        record, row_id = self._database.schema.reference(ref)
        return record, alias.standing_for(self._database, record, row_id)
