"""The file with every record as it is stored, in JSON: an object with one record a line.

    {"capptro": 1, "database": "db-1f0c…", "next_ids": {"customer": 45, …}, "missing": [], "records": {
    "customer": [
    {"id": 1, "version": 1, …, "name": "Acme Ltd", …},
    …
    ],
    …
    }, "counts": {"customer": 45, …}, "sha256": "…"}

It is JSON for any program. This one reads it line by line, so that it need not fit into memory. Links are numbers of
records (`C-000042`), amounts texts with all their decimals; `trashed` is the batch that put a record into the trash.
The hash is that of all lines before the last one, without their ends, which other systems change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.exchange import records
from capptro_tui.exchange.exporting.csv_files import Writable
from capptro_tui.exchange.exporting.json_files import dump
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row, parse_number
from capptro_tui.models.schema import Schema
from capptro_tui.models.types import strict_json
from capptro_tui.services.importing.origins import DATABASE, is_mark, mark
from capptro_tui.services.leaving.returning import Rows, kept_records
from capptro_tui.services.search.snapshot import Snapshot, all_of, read_columns
from capptro_tui.text.patterns import pattern

FILE: Final = "everything.json"
FORM: Final = 1
"""The number of this form of the file."""

ReadValue = Callable[[Any, dict[str, Any]], Any]
"""Returns the stored form of a value in JSON; takes the value and its object. Raises ValueError."""

_BLOCK = 1_000
_DOCUMENT = "attachment"
_HEAD = pattern(r"(\{.*), \"records\": \{")
_HASH = pattern(r"[0-9a-f]{64}")
_LIST = pattern(r"\"(\w+)\": \[")
_END = pattern(r"\}, \"counts\": (\{.*\}), \"sha256\": \"([0-9a-f]{64})\"\}")


def write_archive(file: Writable, snapshot: Snapshot, missing: Sequence[str]) -> dict[str, int]:
    """Write every record of a database; return the name of each record type to the number of its records.

    Args:
        file: a text stream.
        snapshot: the state of the database.
        missing: hashes of the documents whose files are not there.

    Raises:
        Unusable: the database cannot be read.
    """
    kept = kept_records(snapshot.schema)
    given = snapshot.next_ids()
    next_ids = {name: given[name] for name in (*(record.info.name for record in kept), "batch") if name in given}
    counts = {}
    head = {"capptro": FORM, DATABASE: mark(snapshot), "next_ids": next_ids, "missing": [*missing]}
    lines = _Hashed(file)
    lines.write(f'{dump(head)[:-1]}, "records": {{\n')
    for place, record in enumerate(kept):
        lines.write((",\n" if place else "") + f"{dump(record.info.name)}: [")
        counts[record.info.name] = _write_rows(lines, snapshot, record)
        lines.write("\n]")
    file.write(f'\n}}, "counts": {dump(counts)}, "sha256": "{lines.digest.hexdigest()}"}}\n')
    return counts


class _Hashed:
    """A text stream whose text is hashed, without the ends of its lines.

    Attributes:
        digest: the hash so far.
    """

    def __init__(self, file: Writable) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def write(self, text: str, /) -> None:
        """Write a text."""
        self.digest.update(text.replace("\n", "").encode())
        self._file.write(text)


def _write_rows(file: Writable, snapshot: Snapshot, record: RecordType) -> int:
    names = [*record.fields]
    count = 0
    for block in read_columns(snapshot, all_of(record), names):
        for values in block:
            row = dict(zip(names, values, strict=True))
            file.write((",\n" if count else "\n") + dump(_to_json(snapshot.schema, record, row)))
            count += 1
    return count


def _to_json(schema: Schema, record: RecordType, row: Row) -> dict[str, Any]:
    return {field.key: records.value_to_json(schema, field, row[field.name], row) for field in record.fields.values()}


class Archive:
    """The records in a file that `write_archive` has made, read line by line as they are needed.

    Attributes:
        next_ids: table to the highest id that was ever given in it.
        missing: hashes of the documents whose files were not there when it was written.
        mark: the mark of the database; "" in files of earlier versions.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        """Open a file. Raises Refused if it is no such file."""
        self._path = path
        self._schema = schema
        self._kept = {record.info.name: record for record in kept_records(schema)}
        self._counts: dict[str, Any] = {}
        self._sha256 = ""
        self._known: dict[str, dict[str, tuple[Field, ReadValue]]] = {}
        with self._lines() as lines:
            head = _HEAD.fullmatch(next(lines, (1, ""))[1])
            found = self._json(1, head[1] + "}") if head else {}
        if found.get("capptro") != FORM:
            raise self._refusal("it was not written by “capptro leave”, or by a newer version")
        if not _is_head(found):
            raise self._refusal("its first line was changed")
        self.next_ids: dict[str, int] = found["next_ids"]
        self.missing: list[str] = found["missing"]
        self.mark = text if is_mark(text := str(found.get(DATABASE, ""))) else ""

    def blocks(self) -> Iterator[tuple[RecordType, Rows]]:
        """Yield all rows, stored columns by name, in blocks of one record type. Raises Refused."""
        counts: dict[str, int] = {}
        block: Rows = {}
        current: RecordType | None = None
        highest = 0
        for name, number, one in self._objects():
            record = self._record(name, number)
            if block and (record is not current or len(block) == _BLOCK):
                assert current is not None
                yield current, block
                block = {}
            if record is not current:
                highest = 0 if name not in counts else 2**62
            current = record
            row = self._row(record, number, one)
            if row["id"] <= highest:
                raise self._refusal(f"line {number:,} has a record twice, or in another order than it was written")
            highest = row["id"]
            block[highest] = row
            counts[name] = counts.get(name, 0) + 1
        if current is not None and block:
            yield current, block
        if {name: count for name, count in self._counts.items() if count} != counts:
            raise self._refusal("it has not all the records that it was written with")

    def _record(self, name: str, number: int) -> RecordType:
        """Return the record type of a list. Raises Refused if a business takes no such records with it."""
        if name not in self._kept:
            raise self._refusal(f"line {number:,} is of “{name[:40]}”, which are no records of this version")
        return self._kept[name]

    def documents(self) -> dict[str, str]:
        """Return the hash of each document's content to the document's name. Raises Refused."""
        found = ((one.get("sha256"), one.get("name")) for _, _, one in self._objects(only=_DOCUMENT))
        return {str(sha256): str(name) for sha256, name in found}

    def _objects(self, only: str = "") -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Yield each object, or those of one list, with the name of its list and its line.

        Afterwards the counts at the end are known. Raises Refused, also if the file is another one than at first.
        """
        name, digest = "", hashlib.sha256()
        with self._lines() as lines:
            digest.update(next(lines, (1, ""))[1].encode())
            for number, text in lines:
                if begins := _LIST.fullmatch(text):
                    name = begins[1]
                elif ends := _END.fullmatch(text):
                    self._counts = self._json(number, ends[1])
                    self._check_hash(digest.hexdigest(), ends[2])
                    return
                elif text not in ("]", "],") and only in ("", name):
                    yield name, number, self._json(number, text.removesuffix(","))
                digest.update(text.encode())
        raise self._refusal("its end is missing")

    def _check_hash(self, found: str, written: str) -> None:
        if found != written or (self._sha256 and found != self._sha256):
            raise self._refusal("it was changed or damaged after it was written")
        self._sha256 = found

    @contextmanager
    def _lines(self) -> Iterator[Iterator[tuple[int, str]]]:
        """Yield the lines of the file with their numbers. Errors of the system are sentences."""
        try:
            with self._path.open(encoding="utf-8", newline="\n") as file:
                yield ((number, line.rstrip("\r\n")) for number, line in enumerate(file, 1))
        except UnicodeDecodeError:
            raise self._refusal("it is not UTF-8") from None
        except OSError as error:
            raise Refused(f"{self._path} cannot be read: {error.strerror}.") from None

    def _row(self, record: RecordType, number: int, one: dict[str, Any]) -> dict[str, Any]:
        """Return the stored columns of an object. Raises Refused."""
        fields = self._fields(record)
        if unknown := one.keys() - fields.keys():
            raise self._refusal(f"line {number:,} has a “{min(unknown)[:40]}”, which this version does not know")
        row = {}
        for key, value in one.items():
            field, read = fields[key]
            try:
                if not field.computed_by_database:
                    row[field.name] = read(value, one)
            except ValueError as wrong:
                raise self._refusal(f"line {number:,}: {field.full_label} {str(wrong).rstrip('.')}") from None
        if not isinstance(row.get("id"), int) or not 0 < row["id"] < (2 if record.info.is_singleton else 2**62):
            raise self._refusal(f"line {number:,} has no id")
        batches = (row.get("version") or 0, row.get("trashed") or 0)
        if not 0 <= min(batches) <= max(batches) <= self.next_ids.get("batch", 0):
            raise self._refusal(f"line {number:,} names a change that has not been made")
        return row

    def _fields(self, record: RecordType) -> dict[str, tuple[Field, ReadValue]]:
        """Return the name of each value in JSON to its field, and to the function that reads it."""
        if record.info.name not in self._known:
            self._known[record.info.name] = {
                field.key: (field, _reader(self._schema, field)) for field in record.fields.values()
            }
        return self._known[record.info.name]

    def _json(self, number: int, text: str) -> dict[str, Any]:
        try:
            found = strict_json.read(text)
        except Refused as refused:
            raise self._refusal(f"line {number:,}: {str(refused).rstrip('.')}") from None
        if not isinstance(found, dict):
            raise self._refusal(f"line {number:,} is no record")
        return found

    def _refusal(self, why: str) -> Refused:
        return Refused(f"{self._path} cannot be brought back: {why}. Nothing was written.")


def _is_head(found: dict[str, Any]) -> bool:
    given, missing = found.get("next_ids"), found.get("missing")
    return (
        isinstance(given, dict)
        and all(type(value) is int and 0 <= value < 2**62 for value in given.values())
        and isinstance(missing, list)
        and all(isinstance(one, str) and _HASH.fullmatch(one) for one in missing)
    )


def _reader(schema: Schema, field: Field) -> ReadValue:
    """Return the function that reads the stored form of a field's value."""
    target = schema.record_named(field.link) if field.link else None
    if target is None or not target.info.letter:
        return field.type.stored_from_json
    letter = target.info.letter

    def read_link(value: Any, _: dict[str, Any]) -> int | None:
        found = parse_number(value) if isinstance(value, str) else None
        if value is not None and (found is None or found[0] != letter):
            raise ValueError("is no number of a record")
        return found[1] if found else None

    return read_link
