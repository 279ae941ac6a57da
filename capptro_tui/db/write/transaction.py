"""One write transaction with one batch in the journal. Records are written only through it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from capptro_tui.db.connection.driver import as_dicts
from capptro_tui.db.indexes import derived, former_names, search_index, secondary
from capptro_tui.db.journal.format import COLUMNS, Stamps
from capptro_tui.db.read.user_rows import Names
from capptro_tui.db.write import journal, statements
from capptro_tui.errors import Missing, Stale, Unusable
from capptro_tui.matching.derive import derive, derives_from
from capptro_tui.models.field import Match
from capptro_tui.models.record import Record, RecordType, number
from capptro_tui.models.schema import Schema
from capptro_tui.models.system.journal import CHANGE
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

R = TypeVar("R", bound=Record)

Values = Mapping[str, Any]
"""Column to value."""
Rows = dict[int, dict[str, Any]]
"""Id to row, each a dict of column to value."""
Sides = tuple[dict[str, Any] | None, dict[str, Any] | None]
"""A whole row before and after; None for a side at which it does not exist."""

_LARGE_CACHE = 262_144
"""KiB for SQLite while very many rows come in no order of the indexes: their pages would be written again and again."""
_SMALL_CACHE = 32_768
"""KiB while rows come in the order of the table, or an index is made of them."""


class Transaction:
    """The write transaction of a service.

    Rows are read as the transaction has left them so far. Every row that is added, changed or removed is stamped with
    the batch, gets its derived columns, and is recorded in the journal; `write_rows` does it for one row and for a
    million.

    Attributes:
        schema: the schema of the database.
        batch_id: number of the batch.
        verb: the operation, as in `create`.
        summary: the result, for people.
        notices: sentences to show to people afterwards.
        now: time with which rows are stamped.
        by: login with which rows are stamped.
        journal: entries of the batch.
    """

    def __init__(self, connection: Connection, schema: Schema, verb: str, by: tuple[str, str], now: str) -> None:
        """Begin a batch.

        Args:
            connection: a connection in a write transaction.
            schema: the schema of the database.
            verb: the operation, as in `create`.
            by: login and full name of the user.
            now: the time, as a stamp.
        """
        self.schema = schema
        self.verb = verb
        self.summary = ""
        self.notices: list[str] = []
        self.now = now
        self.by = by[0]
        self._connection = connection
        self._region = self.settings().region
        self._target: int | None = None
        self._meet_user(*by)
        insert = "INSERT INTO batch (at, by, verb, summary) VALUES (?, ?, ?, '')"
        self.batch_id = int(connection.execute(insert, [now, self.by, verb]).lastrowid or 0)
        self.journal = journal.BatchJournal(connection, schema, Stamps(self.batch_id, now, self.by))

    # Reading

    def get(self, record: type[R], row_id: int, version: int | None = None) -> R:
        """Return one row. Raises Missing, and Stale if its version is no longer the one shown."""
        record = self.schema.own(record)
        found = statements.select_equal(self._connection, record, {"id": row_id})
        if not found:
            raise Missing(f"There is no {record.info.label.lower()} {number(record, row_id)}.")
        row = record.of_row(found[0])
        if version is not None and row.version != version:
            raise Stale(
                f"{record.called(vars(row))} has been changed by {row.modified_by} since you opened it. "
                "Nothing was saved; look at the change and try again."
            )
        return row

    def find(self, record: type[R], **equal: Any) -> list[R]:
        """Return the rows whose columns equal the given values, trashed ones too, oldest first."""
        record = self.schema.own(record)
        return [record.of_row(row) for row in statements.select_equal(self._connection, record, equal)]

    def find_many(
        self,
        record: RecordType,
        name: str,
        values: Iterable[Any],
        *,
        equal: Values | None = None,
        only: Sequence[str] = (),
    ) -> Rows:
        """Return the rows with one of several values in a column, as id to row; trashed ones too.

        Args:
            record: the record type.
            name: the column.
            values: its accepted values.
            equal: values that other columns must have.
            only: the columns to read, the id first; all if empty.
        """
        record = self.schema.own(record)
        found: Rows = {}
        for block in journal.blocks(dict.fromkeys(values)):
            rows = statements.select_in(self._connection, record, name, block, equal=equal, only=only)
            found |= {row["id"]: row for row in rows}
        return dict(sorted(found.items()))

    def count(self, record: RecordType, **equal: Any) -> int:
        """Return the number of rows whose columns hold the given values."""
        return statements.count_equal(self._connection, record, equal)

    def trashed(self, record: RecordType) -> list[int]:
        """Return ids of the rows of a record type that are in the trash, newest first; merged records are left out."""
        if not record.info.journaled:
            return []
        link = record.stand_in()
        merged = f' AND "{link.name}" IS NULL' if link else ""
        query = f'SELECT id FROM "{record.info.name}" WHERE trashed IS NOT NULL{merged} ORDER BY id DESC'
        return [row[0] for row in self._connection.execute(query)]

    def settings(self) -> Settings:
        """Return the business's settings. Raises Unusable in a file that has lost them."""
        found = self.find(Settings)
        if not found:
            raise Unusable("The database is damaged: its settings are missing. Put back a backup.")
        return found[0]

    def select(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a plain query as dicts, as this transaction has left them so far."""
        return as_dicts(self._connection.execute(query, tuple(values)))

    def changes_holding(self, batch_id: int, text: str) -> journal.Changes:
        """Return the changes of a batch to existing rows whose stored delta contains a text."""
        query = (
            f"SELECT {COLUMNS} FROM change AS c CROSS JOIN batch AS b ON b.id = c.batch_id"
            " WHERE c.batch_id = ? AND c.deed = ? AND instr(c.delta, ?) > 0 ORDER BY c.id"
        )
        return self.select(query, [batch_id, CHANGE, text])

    def changes_in(self, batch_id: int, *, backwards: bool) -> Iterator[journal.Changes]:
        """Yield the changes of a batch, block by block, oldest first, or newest first if `backwards`."""
        return journal.changes(self._connection, batch_id, backwards=backwards)

    def changes_to(self, batch_id: int, record: RecordType, ids: Iterable[int]) -> journal.Changes:
        """Return the changes of a batch to the rows with these ids."""
        return journal.changes_to(self._connection, batch_id, record.info.name, ids)

    # Writing

    def add(self, record: type[R], values: Values) -> R:
        """Insert a row of checked values and return it."""
        row_id = self.add_many(record, [values])[0]
        return self.get(record, row_id)

    def add_many(
        self, record: RecordType, rows: Iterable[Values], progress: Callable[[int], None] | None = None
    ) -> list[int]:
        """Insert rows of checked values and return their ids. `progress` is called with the number of rows so far.

        A row may bring its id, which it gets if no row has had it or a higher one; any other row gets the next id.
        """
        record = self.schema.own(record)
        following = statements.next_id(self._connection, record)
        blank = {**dict.fromkeys(record.fields), **record.defaults()}
        ids: list[int] = []
        for block in journal.blocks(rows):
            made = []
            for values in block:
                row_id = max(following, values.get("id") or 0)
                made.append({**blank, **values, "id": row_id})
                ids.append(row_id)
                following = row_id + 1
            self.write_rows(record, [(None, row) for row in made])
            if progress:
                progress(len(ids))
        return ids

    def change(self, row: Record, values: Values) -> None:
        """Set columns of a row to checked values, in the database and in `row`."""
        record = self.schema.own(type(row))
        before = vars(self.get(record, row.id))
        after = {**before, **values}
        self.write_rows(record, [(before, after)])
        vars(row).update({name: after[name] for name in values} | _stamps_of(after))

    def change_many(
        self,
        record: RecordType,
        ids: Iterable[int],
        values: Values,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Set columns of many rows to the same checked values; return the number of rows that change."""
        record = self.schema.own(record)
        done = changed = 0
        for block in journal.blocks(ids):
            rows = statements.select_in(self._connection, record, "id", block)
            changed += self.write_rows(record, [(row, {**row, **values}) for row in rows])
            done += len(block)
            if progress:
                progress(done)
        return changed

    def restore_values(self, record: RecordType, rows: Mapping[int, Values]) -> None:
        """Set rows to values from the journal, version and stamps included; removed rows are inserted again."""
        record = self.schema.own(record)
        blank = {name: field.blank for name, field in record.fields.items()}
        for block in journal.blocks(rows):
            found = self.find_many(record, "id", block)
            sides: list[Sides] = []
            for row_id in block:
                before = found.get(row_id)
                sides.append((before, {**(before or blank), **rows[row_id], "id": row_id}))
            self.write_rows(record, sides, is_stamped=True)

    def remove(self, record: RecordType, ids: Collection[int]) -> None:
        """Remove rows for good; the journal still has them."""
        for block in journal.blocks(ids):
            found = self.find_many(record, "id", block)
            self.write_rows(record, [(row, None) for row in found.values()])

    def write_rows(self, record: RecordType, sides: Sequence[Sides], *, is_stamped: bool = False) -> int:
        """Write rows by their two sides: insert, update or delete them, and record them in the journal.

        Args:
            record: their record type.
            sides: whole rows before and after. The rows after are stamped in place.
            is_stamped: whether the rows after have their stamps already, from the journal.

        Returns:
            The number of rows that change.
        """
        record = self.schema.own(record)
        added: list[dict[str, Any]] = []
        changed: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        removed: list[int] = []
        entries = []
        for before, after in sides:
            if after is None:
                removed += [before["id"]] if before else []
            elif before is None:
                if not is_stamped:
                    after |= {"created_at": self.now, "created_by": self.by, **self._stamps()}
                added.append({**after, **derive(record, after, self._region)})
            else:
                if before == after:
                    continue
                if not is_stamped:
                    after |= self._stamps()
                names, row = self._changed(record, before, after)
                changed.setdefault(names, []).append(row)
            if before or after:
                known = after or before or {}
                entries.append(journal.entry(record, known["id"], before, after))
        if removed:
            statements.delete(self._connection, record, removed)
        for names, rows in changed.items():
            statements.update(self._connection, record, names, rows)
        if added:
            statements.insert(self._connection, record, added)
        self.journal.note(entries)
        return len(entries)

    def _changed(
        self, record: RecordType, before: dict[str, Any], after: dict[str, Any]
    ) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Return the columns of a row that change, derived ones included, and the row with its derived columns."""
        names = [name for name in record.fields if before[name] != after[name]]
        if derives_from(record).isdisjoint(names):
            return tuple(names), after
        also = derive(record, after, self._region)
        return (*names, *also), {**after, **also}

    def _stamps(self) -> dict[str, Any]:
        return {"version": self.batch_id, "modified_at": self.now, "modified_by": self.by}

    @contextmanager
    def index_afterwards(self) -> Iterator[None]:
        """Drop the triggers of the search index, and rebuild the index at the end.

        It is twice as fast as the triggers where most rows of the database are new, slower where they are not.
        """
        for name, ddl in search_index.statements(self.schema).items():
            if ddl.startswith("CREATE TRIGGER"):
                self._connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        with self._cache(_LARGE_CACHE):
            yield
        with self._cache(_SMALL_CACHE):
            derived.renew(self._connection, self.schema)

    @contextmanager
    def secondary_indexes_afterwards(self, record: RecordType) -> Iterator[None]:
        """Drop the secondary indexes of a record type's table, and create them again at the end.

        Until then every query by them reads the whole table.
        """
        dropped = secondary.drop(self._connection, record.info.name)
        with self._cache(_SMALL_CACHE):
            yield
            for ddl in dropped:
                self._connection.execute(ddl)

    @contextmanager
    def _cache(self, size: int) -> Iterator[None]:
        """Give SQLite a cache of so many KiB for a while."""
        usual = self._connection.execute("PRAGMA cache_size").fetchone()[0]
        self._connection.execute(f"PRAGMA cache_size = -{size}")
        try:
            yield
        finally:
            self._connection.execute(f"PRAGMA cache_size = {usual}")

    def number_as(self, mark: str) -> None:
        """Note that the records have the numbers of the database with this mark."""
        self._connection.execute("UPDATE database_file SET numbered_as = ?", [mark])

    def defer_links(self) -> None:
        """Check links to their targets only at the commit, so that rows may come and go in any order until then."""
        self._connection.execute("PRAGMA defer_foreign_keys = ON")

    def mark_undone(self, batch_id: int, *, undone: bool) -> None:
        """Note that this batch undoes another, or redoes it."""
        self._target = batch_id
        by = self.batch_id if undone else None
        self._connection.execute("UPDATE batch SET undone_by = ? WHERE id = ?", [by, batch_id])

    def finish(self) -> None:
        """Write the journal and the former names; the last step before the commit."""
        self.journal.write()
        self._derive_in_region()
        update = "UPDATE batch SET summary = ?, target = ? WHERE id = ?"
        self._connection.execute(update, [self.summary[:500], self._target, self.batch_id])
        former_names.follow_batch(self._connection, self.schema, self.batch_id, self._target)

    def _derive_in_region(self) -> None:
        """Normalise the phones of all records again if the business's country has changed."""
        region = derived.region_of(self._connection)
        if region != self._region:
            for record in self.schema.records:
                if any(field.match is Match.PHONE for field in record.matched_fields()):
                    derived.derive_anew(self._connection, record, region)

    def _meet_user(self, login: str, full_name: str) -> None:
        """Add the user at their first write. The row belongs to no batch, so that nobody's undo removes it."""
        if Names(self).knows(login):
            return
        user = self.schema.own(User)
        row: dict[str, Any] = {**dict.fromkeys(user.fields), **user.defaults(), "login": login, "full_name": full_name}
        row |= {"created_at": self.now, "created_by": login, "modified_at": self.now, "modified_by": login}
        row |= {"id": statements.next_id(self._connection, user), "version": 0}
        statements.insert(self._connection, user, [{**row, **derive(user, row, self._region)}])


def _stamps_of(row: Values) -> dict[str, Any]:
    return {name: row[name] for name in ("version", "modified_at", "modified_by")}
