"""A draft: the typed and unsaved input of one form, and its stored form in a file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import NoneType
from typing import Any, Final

FORMAT: Final = 1
"""Number of the format in which drafts are written; a higher one is a newer program's."""

_LARGEST = 2**63
"""Whole numbers from here on are too large to be ids."""

Scalar = str | int | float | bool | None


class UnreadableDrafts(Exception):
    """A file of drafts that this program cannot read: it is damaged, or the subclass says that it is newer."""


class NewerDrafts(UnreadableDrafts):
    """A file of drafts that a newer program has written."""


@dataclass(frozen=True, slots=True)
class FieldContent:
    """The content of one field: its text, and the chosen or ticked value, if any."""

    text: str = ""
    value: int | str | bool | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The typed and unsaved input of one form.

    Attributes:
        id: a random id of its own.
        form: kind of the form, by which its screen is found.
        title: title for people, `New customer “Zorro Ltd”`.
        tab: the tab in which the form was open.
        record: name of the record type.
        row_id: id of the record that is changed; None for a new one.
        version: version of that record when the form was opened.
        restore_id: the last restore of a backup that was known when the form was opened.
        contents: contents of all fields, by name, so that the draft can be shown without the record.
        typed: names of the fields whose content differs from the start.
        given: values of the record that no field shows, such as the customer of a new contact.
        ids: further records of the form: those to change, or those marked as no duplicates.
        focus: the field with the cursor.
        outer: id of the draft of the form below, for which this record is made.
        outer_field: the field of that form.
        typed_at: time of the last typing, UTC.
        locale: locale in which days and amounts were typed; "" if an older program has not kept it.
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
    """Return a random id for a draft."""
    return os.urandom(8).hex()


@dataclass(frozen=True, slots=True)
class DraftFile:
    """The drafts of one window.

    Attributes:
        key: the database's random id; if there is no database yet, the path at which it will be.
        path: path of the database, for people who look into the file.
        drafts: the drafts, in the order in which they were begun.
    """

    key: str
    path: str
    drafts: tuple[Draft, ...]


def encode(file: DraftFile) -> bytes:
    """Return the stored form of drafts.

    Characters that are not ASCII are escaped, so that all of them can be stored.
    """
    data = {
        "format": FORMAT,
        "database": file.key,
        "path": file.path,
        "drafts": [asdict(draft) for draft in file.drafts],
    }
    return json.dumps(data, indent=1).encode("ascii")


def decode(raw: bytes) -> DraftFile:
    """Return the drafts in a file. Raises UnreadableDrafts and NewerDrafts."""
    try:
        data = _typed(json.loads(raw), dict)
        if (number := _typed(data.get("format"), int)) != FORMAT:
            raise NewerDrafts if number > FORMAT else UnreadableDrafts
        drafts = tuple(_draft(_typed(one, dict)) for one in _typed(data.get("drafts"), list))
        return DraftFile(_typed(data.get("database"), str), _typed(data.get("path"), str), drafts)
    except (ValueError, TypeError, RecursionError):
        raise UnreadableDrafts from None


def _draft(data: dict[str, Any]) -> Draft:
    """Return one draft; unknown keys are left out. Raises ValueError and TypeError."""
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
    """Return a value of exactly one of these types; a whole number must be no larger than an id. Raises TypeError."""
    if type(value) not in types or (isinstance(value, int) and abs(value) >= _LARGEST):
        raise TypeError
    return value
