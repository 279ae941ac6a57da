"""The stored form of a journal entry: a row's columns before and after.

The entry of a changed or removed row is a JSON object of column to [before, after], which queries can search.

The entry of a created row, by far the most frequent, has a short form: a dictionary's number (one byte), a schema
number (two bytes, big-endian), and a deflated (RFC 1951, without header) JSON object of column to value. The batch's
stamps are left out, as are that schema's defaults; null stands for an empty column that has a default. Releases up to
the schema 0010 have stored created rows like the others.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from capptro_tui.db.journal import defaults, dictionaries
from capptro_tui.errors import Unusable
from capptro_tui.models.system.journal import CREATE

Delta = dict[str, list[Any]]
"""Column to [before, after]; a side is None where the row did not exist or the column was empty."""

COLUMNS: Final = "c.*, b.at, b.by"
"""Columns that `read_delta` needs of an entry `c` and its batch `b`."""

_WINDOW, _MEMORY, _LEVEL = -12, 5, 6
"""A window of 4 KB: a larger one takes longer to set up than an entry takes."""

_HEAD: Final = 3
"""Bytes before the deflated part."""

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_write_sides = json.JSONEncoder(ensure_ascii=False).encode
_NOTHING = (None, "")


class Stamps(NamedTuple):
    """A batch's stamps on its rows: its number, its time (UTC) and the user's login."""

    batch_id: int
    at: str
    by: str

    def columns(self) -> dict[str, Any]:
        """Return the stamp columns of a row that the batch has created, as column to value."""
        found = {"version": self.batch_id, "created_at": self.at, "created_by": self.by}
        found |= {"modified_at": self.at, "modified_by": self.by}
        return {name: value for name, value in found.items() if value not in _NOTHING}


def encode_delta(record: str, deed: str, delta: Delta, stamps: Stamps) -> str | bytes:
    """Return the stored form of an entry about a row of the record type called `record`."""
    if deed != CREATE:
        return _write_sides(delta)
    values = {name: after for name, (_, after) in delta.items()}
    stamped = stamps.columns()
    if all(_is_same(values.get(name), value) for name, value in stamped.items()):
        values = {name: value for name, value in values.items() if name not in stamped}
    for name, default in defaults.DEFAULTS[defaults.NEWEST].get(record, {}).items():
        if name not in values:
            values[name] = None
        elif _is_same(values[name], default):
            del values[name]
    head = bytes([dictionaries.NEWEST]) + defaults.NEWEST.to_bytes(2, "big")
    deflate = _DEFLATE.copy()
    return head + deflate.compress(_write(values).encode()) + deflate.flush()


def decode_delta(record: str, stored: str | bytes, stamps: Stamps, order: Iterable[str] = ()) -> Delta:
    """Return the delta that `encode_delta` has stored; of a created row these columns first. Raises Unusable."""
    try:
        if isinstance(stored, str):
            sides: Delta = json.loads(stored)
            return sides
        window = zlib.decompressobj(_WINDOW, zdict=dictionaries.DICTIONARIES[stored[0]])
        values: dict[str, Any] = json.loads(window.decompress(stored[_HEAD:]))
        left_out = defaults.DEFAULTS[int.from_bytes(stored[1:_HEAD], "big")].get(record, {})
    except (ValueError, LookupError, zlib.error):
        raise Unusable("The database is damaged: its journal cannot be read. Put back a backup.") from None
    stamped = {} if "version" in values else stamps.columns()
    values = {**stamped, **left_out, **values}
    known = [name for name in order if name in values]
    return {name: [None, values[name]] for name in dict.fromkeys([*known, *values]) if values[name] not in _NOTHING}


def read_delta(row: Mapping[str, Any], order: Iterable[str] = ()) -> Delta:
    """Return the delta of a row of the table `change` with the columns `COLUMNS`; `order` as in `decode_delta`.

    Raises Unusable.
    """
    return decode_delta(row["record"], row["delta"], Stamps(row["batch_id"], row["at"], row["by"]), order)


def _is_same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)


_DEFLATE = zlib.compressobj(
    _LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zdict=dictionaries.DICTIONARIES[dictionaries.NEWEST]
)
"""A compressor primed with the dictionary; each entry uses a copy."""
