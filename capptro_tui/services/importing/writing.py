"""Writes imported records: plain ones in blocks, all others one by one through the rules of their type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.models.field import FromOwner
from capptro_tui.models.pure_rules import pure_rules_of
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import customer_of
from capptro_tui.models.records.note import Note
from capptro_tui.services.importing.bulk_load import BulkLoad
from capptro_tui.services.records.inner_parts import Part, parts_inside, writing_parts
from capptro_tui.services.records.records import change_in, create_in
from capptro_tui.services.rules.behaviours.table import behaviour_of
from capptro_tui.services.rules.starting import starting
from capptro_tui.services.rules.writing import Writing

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


@dataclass(slots=True)
class NewRecord:
    """A record or a part to be created.

    Attributes:
        typed: field to the value as it was given.
        checked: field to the value to store.
        row_id: the id that it had where it comes from; 0 for none.
        parts: record type's name to the parts that belong to it.
    """

    typed: Mapping[str, Any]
    checked: Mapping[str, Any]
    row_id: int = 0
    parts: Mapping[str, Sequence[NewRecord]] = field(default_factory=dict)


def link_to_owner(part: RecordType, owner: RecordType) -> str:
    """Return the link by which a part belongs to its record."""
    links = (each for each in part.links() if each.link == owner.info.name and not each.copied_from)
    return next(each.name for each in links if not each.merged_into)


class ImportWriter:
    """Writes records of one type in a transaction.

    Attributes:
        created: number of records created so far.
    """

    def __init__(self, transaction: Transaction, record: RecordType, database: Database, load: BulkLoad) -> None:
        """Make a writer.

        Args:
            transaction: the transaction.
            record: the type of the records.
            database: the database of the transaction.
            load: the indexes of the import.
        """
        self.created = 0
        self._transaction = transaction
        self._record = record
        self._database = database
        self._load = load
        self._starts: dict[str, dict[str, Any]] = {}
        self._inside = {part.record.info.name: part for part in parts_inside(transaction.schema, record)}

    def is_plain(self, checked: Mapping[str, Any]) -> bool:
        """Return whether a record can be created in a block: no rule of its type reads other records, or refuses it."""
        return self._is_plain(self._record, checked, "")

    def is_plain_part(self, part: RecordType, checked: Mapping[str, Any]) -> bool:
        """Return whether a part can be created in a block with its record."""
        return self._is_plain(part, checked, link_to_owner(part, self._record))

    def _is_plain(self, record: RecordType, checked: Mapping[str, Any], link: str) -> bool:
        if not _is_plain_type(cast("Any", record)) or any(checked.get(one.name) is not None for one in record.links()):
            return False
        if behaviour_of(record).triggers.isdisjoint(checked):
            return True
        try:
            self._whole(record, checked, {link: 0})
        except (Invalid, Refused):
            return False
        return True

    def create_many(self, records: Sequence[NewRecord]) -> list[int]:
        """Create plain records with their plain parts, and return their ids."""
        rows = [{**self._whole(self._record, new.checked, {}), "id": new.row_id} for new in records]
        ids = self._transaction.add_many(self._record, rows)
        self.created += len(ids)
        self._load.expect(self.created)
        parts: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row_id, row, new in zip(ids, rows, records, strict=True):
            for name, each in new.parts.items():
                parts[name] += self._rows_of_parts(name, row_id, row, each)
        for name, whole in parts.items():
            self._transaction.add_many(self._transaction.schema.record_named(name), whole)
        return ids

    def create(self, new: NewRecord) -> int:
        """Create a record by the rules of its type, without its parts, and return its id. Raises Invalid."""
        self._load.before_rules()
        row = create_in(self._transaction, self._record, new.typed, self._database, new.row_id)
        self.created += 1
        return row.id

    def date_back(self, created: Mapping[int, Mapping[str, Any]]) -> None:
        """Set time and author of the creation of new records to those in the database that they come from."""
        self._transaction.restore_values(self._record, created)

    def change(self, record: RecordType, row_id: int, typed: Mapping[str, Any]) -> None:
        """Change fields of a record. Raises Invalid, and Refused if it cannot be changed."""
        self._load.before_rules()
        change_in(self._transaction, record, row_id, typed, self._database)

    def add_part(self, part: RecordType, row_id: int, typed: Mapping[str, Any]) -> None:
        """Create a part of a record. Raises Invalid."""
        self._load.before_rules()
        create_in(self._transaction, part, {**typed, link_to_owner(part, self._record): row_id}, self._database)

    def add_note(self, customer_id: int, text: str) -> None:
        """Create a note of a customer. Raises Invalid."""
        self._load.before_rules()
        create_in(self._transaction, Note, {"customer_id": customer_id, "text": text}, self._database)

    def append_text(self, record: RecordType, row_id: int, name: str, text: str) -> None:
        """Add a line to a text of a record; to a note of its customer, if it does not fit there."""
        row = self._transaction.get(record, row_id)
        before = str(getattr(row, name) or "")
        longer = f"{before}\n{text}" if before else text
        if len(longer) <= record.fields[name].limit:
            self.change(record, row_id, {name: longer})
        elif (customer_id := customer_of(record, vars(row))) is not None:
            self.add_note(customer_id, text)

    def replace_parts(self, part: RecordType, row_id: int, wanted: Sequence[Mapping[str, Any]]) -> None:
        """Give a record exactly these parts, which are nothing by themselves. Raises Invalid."""
        self._load.before_rules()
        write = writing_parts(self._record, {self._inside[part.info.name].key: wanted}, self._database)
        write(self._transaction, self._transaction.get(self._record, row_id))

    def _rows_of_parts(
        self, name: str, row_id: int, owner: Mapping[str, Any], parts: Sequence[NewRecord]
    ) -> list[dict[str, Any]]:
        """Return the rows of a new record's parts of one type."""
        part = self._transaction.schema.record_named(name)
        link = link_to_owner(part, self._record)
        rows: list[dict[str, Any]] = []
        marks = [each.name for each in part.fields.values() if each.unique_per_owner]
        for new in parts:
            row = {**self._whole(part, new.checked, owner), link: row_id}
            for mark in marks:
                row[mark] = row[mark] and not any(each[mark] for each in rows)
            rows.append(row)
        return rows

    def _whole(self, record: RecordType, checked: Mapping[str, Any], owner: Mapping[str, Any]) -> dict[str, Any]:
        """Return all columns of a new row: start values, those taken from the owner, and the checked ones."""
        start = self._starts.get(record.info.name)
        if start is None:
            start = starting(self._transaction, record, {}, self._database.now())
            self._starts[record.info.name] = start
        taken = {name: owner[name] for name in _from_owner(cast("Any", record)) if name in owner}
        values = {**start, **taken, **checked}
        pure_rules_of(record).complete(values, start)
        behaviour = behaviour_of(record)
        if behaviour.triggers & checked.keys():
            behaviour.check(Writing(self._transaction, None, values, start))
        return values

    def part_of(self, name: str) -> Part | None:
        """Return the part that a record type's name means, if such parts are nothing by themselves; else None."""
        return self._inside.get(name)


@cache
def _is_plain_type(record: Any) -> bool:  # mypy takes a record type for a dataclass, which is not hashable
    """Return whether no field of a record type comes from another record, or must be unlike those of others."""
    return not any(each.copied_from or each.position or each.unique for each in record.fields.values())


@cache
def _from_owner(record: Any) -> list[str]:  # see above
    """Return the fields that a new record takes from its owner."""
    return [each.name for each in record.fields.values() if isinstance(each.default_from, FromOwner)]
