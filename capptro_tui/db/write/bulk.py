"""Many rows at once inside a unit of work: a few statements a thousand rows, with the same stamps, derived columns and
journal entries as rows that are written one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import Connection, delete, select, text, update
from sqlmodel import Session

from capptro_tui.db.indexes import derived, search_index
from capptro_tui.db.schema.orm import table
from capptro_tui.db.write.journal import Entry, Journal, blocks, entry
from capptro_tui.matching.derive import derive, derived_columns, derives_from, is_searchable
from capptro_tui.models.record import RecordType
from capptro_tui.models.system.journal import REMOVE

Rows = dict[int, dict[str, Any]]
"""Id to row, each as column to value."""
Pair = tuple[dict[str, Any], dict[str, Any]]
"""A row before and after."""
Progress = Callable[[int], None]
"""Is told how many rows have been written so far; what it raises ends the work."""

_LARGE_CACHE = -262_144
"""256 MB for SQLite: very many rows come in no order of the indexes, whose pages would be written again and again."""


class Unit(Protocol):
    """The unit of work that the rows are written in: its session and journal, and what rows are stamped with."""

    session: Session
    journal: Journal
    batch_id: int
    now: str
    by: str

    def region(self) -> str:
        """The business's country."""


class Bulk:
    """The statements for many rows of a unit of work; `Work` has the methods that services call."""

    def __init__(self, work: Unit) -> None:
        self._work = work

    def find(
        self, record: RecordType, name: str, values: Iterable[Any], only: Sequence[str], equal: Mapping[str, Any]
    ) -> Rows:
        """The rows that have one of the values in a column, and others as given, by id in its order; all columns, or
        `only` some, the id first."""
        whole = _table(record)
        columns = only or list(record.fields)
        also = [whole.c[one] == value for one, value in equal.items()]
        found: Rows = {}
        for block in blocks(dict.fromkeys(values)):
            query = select(*(whole.c[one] for one in columns)).where(whole.c[name].in_(block), *also)
            for row in self._connection.execute(query):
                found[row[0]] = dict(zip(columns, row, strict=True))
        return dict(sorted(found.items()))

    def add(self, record: RecordType, rows: Iterable[Mapping[str, Any]], progress: Progress | None) -> range:
        """Insert new rows; their ids."""
        work = self._work
        stamps = {"version": work.batch_id, "created_at": work.now, "created_by": work.by, "trashed": None}
        stamps |= {"modified_at": work.now, "modified_by": work.by}
        first = following = self._next_id(record)
        blank = {**record.defaults(), **stamps}
        for block in blocks(rows):
            made = [{**blank, **values, "id": row_id} for row_id, values in enumerate(block, start=following)]
            following += len(made)
            self._insert(record, made)
            if progress:
                progress(following - first)
        return range(first, following)

    def change(
        self, record: RecordType, ids: Iterable[int], values: Mapping[str, Any], progress: Progress | None
    ) -> int:
        """Set columns of rows to the same values; how many were not so before."""
        work = self._work
        stamps = {"version": work.batch_id, "modified_at": work.now, "modified_by": work.by}
        done = changed = 0
        for block in blocks(ids):
            found = self.find(record, "id", block, (), {})
            rows = [row for row in found.values() if any(row[name] != value for name, value in values.items())]
            pairs = [(row, {**row, **values, **stamps}) for row in rows]
            self._update(record, pairs, [*values, *stamps], alike=True)
            done, changed = done + len(block), changed + len(rows)
            if progress:
                progress(done)
        return changed

    def put_back(self, record: RecordType, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Set rows, removed or not, to columns as the journal knows them, version and stamps included."""
        found = self.find(record, "id", rows, (), {})
        blank = {name: one.blank for name, one in record.fields.items()}

        def names_of(row_id: int) -> list[str]:
            return sorted(rows[row_id])

        for gone, ids in _runs(rows, lambda row_id: row_id not in found):
            if gone:
                self._insert(record, [{**blank, **rows[row_id], "id": row_id} for row_id in ids])
                continue
            for names, same in _runs(sorted(ids, key=names_of), names_of):
                pairs = [(found[row_id], {**found[row_id], **rows[row_id]}) for row_id in same]
                self._update(record, pairs, names)

    def remove(self, record: RecordType, ids: Collection[int]) -> None:
        """Remove rows for good."""
        whole = _table(record)
        for block in blocks(ids):
            found = self.find(record, "id", block, (), {})
            self._connection.execute(delete(whole).where(whole.c.id.in_(block)))
            self._note(record, [entry(record, row_id, row, None) for row_id, row in found.items()])

    @contextmanager
    def index_afterwards(self) -> Iterator[None]:
        """Leave the search index aside and make it anew at the end."""
        triggers = [name for name, ddl in search_index.statements().items() if ddl.startswith("CREATE TRIGGER")]
        for name in triggers:
            self._connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        usual = self._connection.exec_driver_sql("PRAGMA cache_size").scalar()
        self._connection.exec_driver_sql(f"PRAGMA cache_size = {_LARGE_CACHE}")
        try:
            yield
            derived.renew(self._raw)
        finally:
            self._connection.exec_driver_sql(f"PRAGMA cache_size = {usual}")

    def derive_anew(self, record: RecordType) -> None:
        """Make the derived columns as the rows and the business's country say."""
        derived.derive_anew(self._raw, record, self._work.region())

    @property
    def _connection(self) -> Connection:
        return self._work.session.connection()

    @property
    def _raw(self) -> Any:
        """The driver's own connection, in the same transaction."""
        return self._connection.connection.dbapi_connection

    def _insert(self, record: RecordType, rows: list[dict[str, Any]]) -> None:
        columns = [*record.fields, *derived_columns(record)]
        region = self._work.region() if is_searchable(record) else ""
        stored = [row | derive(record, row, region) for row in rows]
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        statement = f'INSERT INTO "{record.info.name}" ({names}) VALUES ({marks})'
        self._run(statement, [tuple(row[name] for name in columns) for row in stored])
        self._note(record, [entry(record, row["id"], None, row) for row in rows])

    def _update(self, record: RecordType, pairs: list[Pair], names: Collection[str], *, alike: bool = False) -> None:
        """Write these columns of rows that were as the first of a pair and are to be as the second; `alike` says that
        the columns get the same values in all."""
        if not pairs:
            return
        whole = _table(record)
        if not derives_from(record).isdisjoint(names):
            self._update_derived(record, pairs, names)
        elif alike:
            ids = [after["id"] for _, after in pairs]
            values = {name: pairs[0][1][name] for name in names}
            self._connection.execute(update(whole).where(whole.c.id.in_(ids)).values(values))
        else:
            self._update_each(record, [{name: after[name] for name in [*names, "id"]} for _, after in pairs])
        self._note(record, [entry(record, before["id"], before, after) for before, after in pairs])

    def _update_derived(self, record: RecordType, pairs: list[Pair], names: Collection[str]) -> None:
        region = self._work.region()
        rows = [{name: after[name] for name in [*names, "id"]} | derive(record, after, region) for _, after in pairs]
        self._update_each(record, rows)

    def _update_each(self, record: RecordType, rows: list[dict[str, Any]]) -> None:
        """Write rows of the same columns, by their ids."""
        columns = [name for name in rows[0] if name != "id"]
        sets = ", ".join(f'"{name}" = ?' for name in columns)
        statement = f'UPDATE "{record.info.name}" SET {sets} WHERE id = ?'
        self._run(statement, [tuple(row[name] for name in [*columns, "id"]) for row in rows])

    def _run(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Run a statement with each of the rows, straight at the driver: to make ready as many values as a row has
        takes SQLAlchemy longer than SQLite needs to store them."""
        self._connection.exec_driver_sql(statement, rows)

    def _note(self, record: RecordType, entries: list[Entry]) -> None:
        """Into the journal, and into what the session knows of these rows."""
        self._work.journal.note_many(entries)
        session, model = self._work.session, table(record)
        written = {one.row_id: one.deed for one in entries}
        for key in list(session.identity_map.keys()):
            deed = written.get(key[1][0]) if key[0] is model else None
            row = session.identity_map.get(key) if deed else None
            if row is not None and deed == REMOVE:
                session.expunge(row)
            elif row is not None:
                session.refresh(row)

    def _next_id(self, record: RecordType) -> int:
        """The id after the last one that was ever given."""
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int(self._connection.scalar(query, {"name": record.info.name}) or 0) + 1


def _table(record: RecordType) -> Any:
    return table(record).__table__  # type: ignore[attr-defined]


def _runs(ids: Iterable[int], key: Callable[[int], Any]) -> Iterator[tuple[Any, list[int]]]:
    return ((value, list(run)) for value, run in groupby(ids, key))
