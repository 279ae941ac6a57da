"""One unit of work: one transaction, one batch in the journal. Nothing is written to the database but through it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import event, func, select, update
from sqlmodel import Session

from capptro_tui.db.indexes import former_names
from capptro_tui.db.read.user_rows import Names
from capptro_tui.db.schema.orm import table
from capptro_tui.db.write import journal
from capptro_tui.db.write.bulk import Bulk, Progress, Rows
from capptro_tui.errors import Missing, Stale
from capptro_tui.matching.derive import derive, is_searchable
from capptro_tui.models.field import Match
from capptro_tui.models.record import Record, RecordType, number
from capptro_tui.models.registry import RECORDS, record_named
from capptro_tui.models.system.journal import CHANGE, CREATE, REMOVE, Batch, Change
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User

R = TypeVar("R", bound=Record)


class Work:
    """What a service does in one transaction. Every row that is added, changed or removed is stamped with the batch
    and recorded in the journal as it is flushed."""

    def __init__(self, session: Session, verb: str, by: tuple[str, str], now: str) -> None:
        self.session = session
        self.verb = verb
        self.summary = ""
        self.notices: list[str] = []
        self.now = now
        self.by = by[0]
        self._region_moved = False
        self._exact: set[int] = set()
        self._known_region = ""
        self._meet_user(*by)
        batch = table(Batch)(at=now, by=self.by, verb=verb, summary="", target=None, undone_by=None)
        session.add(batch)
        session.flush()
        self.batch = batch
        self.batch_id: int = batch.id
        self.journal = journal.Journal(session, self.batch_id)
        self._bulk = Bulk(self)
        event.listen(session, "before_flush", self._stamp)
        event.listen(session, "after_flush", self._record)

    def get(self, record: type[R], row_id: int, version: int | None = None) -> R:
        """One row to read or change. Raises Missing, and Stale when its version is no longer the one shown."""
        row = self.session.get(table(record), row_id)
        if row is None:
            raise Missing(f"There is no {record.info.label.lower()} {number(record, row_id)}.")
        if version is not None and row.version != version:
            raise Stale(
                f"{record.called(vars(row))} has been changed by {row.modified_by} since you opened it. "
                "Nothing was saved; look at the change and try again."
            )
        return row

    def find(self, record: type[R], **equal: Any) -> list[R]:
        """The rows whose columns equal the given values, trashed ones too, oldest first."""
        model: Any = table(record)
        query = select(model).where(*(getattr(model, name) == value for name, value in equal.items()))
        return list(self.session.scalars(query.order_by(model.id)))

    def count(self, record: RecordType, **equal: Any) -> int:
        """How many rows have the given values."""
        model: Any = table(record)
        query = select(func.count()).select_from(model)
        return int(self.session.scalar(query.where(*(getattr(model, k) == v for k, v in equal.items()))) or 0)

    def trashed(self, record: RecordType) -> list[int]:
        """Ids of the rows of a record type that are in the trash, newest first; merged ones are not."""
        model: Any = table(record)
        if not record.info.journaled:
            return []
        link = record.stand_in()
        deleted = [model.trashed.is_not(None), *([getattr(model, link.name).is_(None)] if link else [])]
        return list(self.session.scalars(select(model.id).where(*deleted).order_by(model.id.desc())))

    def changes_of(self, batch_id: int, holding: str = "") -> list[Change]:
        """What a batch of the journal changed, in order; only changes that hold a text, if one is given."""
        model: Any = table(Change)
        query = select(model).where(model.batch_id == batch_id, model.delta.contains(holding, autoescape=True))
        return list(self.session.scalars(query.order_by(model.id)))

    def changes_in(self, batch_id: int, *, backwards: bool) -> Iterator[journal.Changes]:
        """What a batch of the journal changed, as rows, block by block; or the other way round."""
        return journal.changes(self.session.connection(), batch_id, backwards=backwards)

    def changes_to(self, batch_id: int, record: RecordType, ids: Iterable[int]) -> journal.Changes:
        """What a batch of the journal changed in some rows."""
        return journal.changes_to(self.session.connection(), batch_id, record.info.name, ids)

    def settings(self) -> Settings:
        """The business's settings."""
        return self.get(Settings, 1)

    def add(self, record: type[R], values: Mapping[str, Any]) -> R:
        """A new row; it has its id when this returns."""
        row = table(record)(**{**record.defaults(), **values})
        self.session.add(row)
        self.session.flush()
        return row

    def change(self, row: Record, values: Mapping[str, Any]) -> None:
        """Set columns of a row and flush."""
        for name, value in values.items():
            setattr(row, name, value)
        self.session.flush()

    def remove(self, row: Record) -> None:
        """Remove a row for good (the journal still knows it)."""
        self.session.delete(row)
        self.session.flush()

    def put_back(self, record: type[R], row_id: int, values: Mapping[str, Any]) -> None:
        """Set a row, removed or not, to columns as the journal knows them, version and stamps included."""
        row = self.session.get(table(record), row_id)
        if row is None:
            blank = {name: one.blank for name, one in record.fields.items()}
            row = table(record)(**{**blank, **values, "id": row_id})
            self.session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        self._exact.add(id(row))
        self.session.flush()
        self._exact.discard(id(row))

    def select(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a plain query as dicts, as this work has left them so far."""
        return [dict(row) for row in self.session.connection().exec_driver_sql(query, tuple(values)).mappings()]

    def find_many(
        self,
        record: RecordType,
        name: str,
        values: Iterable[Any],
        *,
        equal: Mapping[str, Any] | None = None,
        only: Sequence[str] = (),
    ) -> Rows:
        """The rows that have one of the values in a column, as id to column to value; trashed ones too.

        `equal` says what other columns must hold; `only` names the columns to read, the id first, if not all.
        """
        return self._bulk.find(record, name, values, only, equal or {})

    def add_many(
        self, record: RecordType, rows: Iterable[Mapping[str, Any]], progress: Progress | None = None
    ) -> range:
        """New rows from checked values; their ids. `progress` is told how many rows there are so far."""
        return self._bulk.add(record, rows, progress)

    def index_afterwards(self) -> AbstractContextManager[None]:
        """While this lasts the search index is left aside, and made anew at its end: twice as quick as keeping it where
        most rows of the database are new, slower where they are not."""
        return self._bulk.index_afterwards()

    def change_many(
        self, record: RecordType, ids: Iterable[int], values: Mapping[str, Any], progress: Progress | None = None
    ) -> int:
        """Set columns of many rows to the same checked values; how many rows that changes."""
        return self._bulk.change(record, ids, values, progress)

    def put_back_many(self, record: RecordType, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Set rows, removed or not, to columns as the journal knows them, version and stamps included."""
        self._bulk.put_back(record, rows)

    def remove_many(self, record: RecordType, ids: Collection[int]) -> None:
        """Remove rows for good (the journal still knows them)."""
        self._bulk.remove(record, ids)

    def defer_links(self) -> None:
        """Let links be held to their targets at the commit, so that rows may come and go in any order until then."""
        self.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")

    def target(self, batch_id: int, *, undone: bool) -> None:
        """Say that this batch undoes (or redoes) another."""
        self.batch.target = batch_id
        model: Any = table(Batch)
        mark = self.batch_id if undone else None
        self.session.execute(update(model).where(model.id == batch_id).values(undone_by=mark))

    def finish(self) -> None:
        """Write the journal; the last thing before the commit."""
        self.session.flush()
        if self._region_moved:
            self._derive_anew()
        self.batch.summary = self.summary[:500]
        self.session.flush()
        self.journal.write()
        raw: Any = self.session.connection().connection.dbapi_connection
        former_names.follow_batch(raw, self.batch_id, self.batch.target)

    def _meet_user(self, login: str, full_name: str) -> None:
        """The first write of a user makes the user known; it belongs to nobody's undo."""
        if Names(self).knows(login):
            return
        stamps = {"created_at": self.now, "created_by": login, "modified_at": self.now, "modified_by": login}
        values = {**User.defaults(), "login": login, "full_name": full_name}
        model: Any = table(User)
        self.session.add(model(**values, **derive(User, values, self.region()), version=0, **stamps))
        self.session.flush()

    def _stamp(self, session: Session, *_: Any) -> None:
        for row in [*session.new, *session.dirty]:
            record = record_named(row.__tablename__)
            if not record.info.journaled or (row in session.dirty and not session.is_modified(row)):
                continue
            if record.info.name == "settings":
                self._known_region = ""
            if id(row) not in self._exact:
                if row in session.new:
                    row.created_at, row.created_by = self.now, self.by
                row.version, row.modified_at, row.modified_by = self.batch_id, self.now, self.by
            if is_searchable(record):
                for name, value in derive(record, vars(row), self.region()).items():
                    setattr(row, name, value)

    def _derive_anew(self) -> None:
        """The phones of all records read otherwise in another region."""
        for record in RECORDS:
            if any(one.match is Match.PHONE for one in record.fields.values()):
                self._bulk.derive_anew(record)

    def region(self) -> str:
        """The business's country, read once a unit of work unless it changes in it."""
        if not self._known_region:
            with self.session.no_autoflush:
                self._known_region = self.settings().region
        return self._known_region

    def _record(self, session: Session, *_: Any) -> None:
        flushed = (
            [(row, CREATE) for row in session.new]
            + [(row, CHANGE) for row in session.dirty]
            + [(row, REMOVE) for row in session.deleted]
        )
        for row, deed in flushed:
            if not record_named(row.__tablename__).info.journaled:
                continue
            made = journal.flushed(row, deed)
            self._region_moved |= made.record.info.name == "settings" and "region" in made.delta
            self.journal.note(made)
