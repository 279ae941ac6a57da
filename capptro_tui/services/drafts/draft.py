"""A draft: what somebody has typed into one form and not saved, and how it is written to a file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import NoneType
from typing import Any, Final

FORMAT: Final = 1
"""Number of the form in which drafts are written; a higher one is a newer program's."""

_LARGEST = 2**63
"""Whole numbers below this are ids."""

Scalar = str | int | float | bool | None


class UnreadableDrafts(Exception):
    """A file of drafts that this program cannot read: it is damaged, unless it is of a newer one."""


class NewerDrafts(UnreadableDrafts):
    """A file of drafts that a newer program has written."""


@dataclass(frozen=True, slots=True)
class FieldContent:
    """What one field holds: its text as it stands there, and what is chosen or ticked, if anything."""

    text: str = ""
    value: int | str | bool | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into one form and is not saved.

    Attributes:
        id: a random number of its own.
        form: what kind of form it is, by which a screen is found for it.
        title: what people call it, `New customer “Zorro Ltd”`.
        tab: the tab in which it was open.
        record: name of the record type.
        row_id: the record that is changed; None for a new one.
        version: the version that record had when the form was opened.
        restore_id: the last restore of a backup that was known when the form was opened.
        contents: what the fields hold, by name; all of them, so that the draft can be looked at without the record.
        typed: names of the fields that hold something else than at the start.
        given: what the record has that no field shows, such as the customer of a new contact.
        ids: records that the form is about besides: those that are changed, or that were said to be no duplicates.
        focus: the field with the cursor.
        outer: the draft of the form for which this record is made on the way.
        outer_field: the field there that it is for.
        typed_at: when something was typed last, UTC.
        locale: in which days and amounts were typed; "" where an older program has not kept it.
    """

    id: str
    form: str
    title: str = ""
    tab: str = ""
    record: str = ""
    row_id: int | None = None
    version: int = 0
    restore_id: str = ""
    contents: Mapping[str, FieldContent] = field(default_factory=dict)
    typed: tuple[str, ...] = ()
    given: Mapping[str, Scalar] = field(default_factory=dict)
    ids: tuple[int, ...] = ()
    focus: str = ""
    outer: str = ""
    outer_field: str = ""
    typed_at: str = ""
    locale: str = ""


def new_id() -> str:
    """A number for a draft that no other has."""
    return os.urandom(8).hex()


@dataclass(frozen=True, slots=True)
class DraftFile:
    """The drafts of one window.

    Attributes:
        key: the database's random id; where there is no database yet, the path at which it will be.
        path: where the database was, for people who look into the file.
        drafts: what is typed, in the order in which it was begun.
    """

    key: str
    path: str
    drafts: tuple[Draft, ...]


def encode(file: DraftFile) -> bytes:
    """A file of drafts as it is written. Every character comes back as it is: what is not ASCII is escaped."""
    data = {"format": FORMAT, "database": file.key, "path": file.path, "drafts": [asdict(one) for one in file.drafts]}
    return json.dumps(data, indent=1).encode("ascii")


def decode(raw: bytes) -> DraftFile:
    """The drafts in a file. Raises UnreadableDrafts and NewerDrafts."""
    try:
        data = _typed(json.loads(raw), dict)
        if (number := _typed(data.get("format"), int)) != FORMAT:
            raise NewerDrafts if number > FORMAT else UnreadableDrafts
        drafts = tuple(_draft(_typed(one, dict)) for one in _typed(data.get("drafts"), list))
        return DraftFile(_typed(data.get("database"), str), _typed(data.get("path"), str), drafts)
    except (ValueError, TypeError, RecursionError):
        raise UnreadableDrafts from None


def _draft(data: dict[str, Any]) -> Draft:
    """One draft; what this program does not know of is left out. Raises ValueError and TypeError."""
    known = {one.name: data[one.name] for one in fields(Draft) if one.name in data}
    for name, value in known.items():
        match name:
            case "contents":
                known[name] = {key: _content(_typed(one, dict)) for key, one in _typed(value, dict).items()}
            case "given":
                known[name] = {key: _scalar(one) for key, one in _typed(value, dict).items()}
            case "typed":
                known[name] = tuple(_typed(one, str) for one in _typed(value, list))
            case "ids":
                known[name] = tuple(_typed(one, int) for one in _typed(value, list))
            case "row_id":
                known[name] = _typed(value, int, NoneType)
            case "version":
                known[name] = _typed(value, int)
            case _:
                known[name] = _typed(value, str)
    draft = Draft(**known)
    if not draft.id or not draft.contents.keys() >= set(draft.typed):
        raise ValueError
    return draft


def _content(data: dict[str, Any]) -> FieldContent:
    return FieldContent(_typed(data.get("text"), str), _typed(data.get("value"), int, str, bool, NoneType))


def _scalar(value: Any) -> Scalar:
    found: Scalar = _typed(value, str, int, float, bool, NoneType)
    return found


def _typed(value: Any, *types: type) -> Any:
    """A value that must be exactly of one of these types, a whole number no larger than an id. Raises TypeError."""
    if type(value) not in types or (isinstance(value, int) and abs(value) >= _LARGEST):
        raise TypeError
    return value
