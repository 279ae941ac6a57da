"""Finds the records that the texts of a file name: by number, by a reference such as an external id, or by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import key_rows, rows
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType, Row, number, parse_number
from capptro_tui.services.importing.origins import is_identified
from capptro_tui.text.normalise import name_norm, reference_key

__all__ = ["Asked", "Numbered", "Source", "find_numbered", "find_targets"]

Asked = tuple[str, int | None]
"""A text that names a record, and the id of the owner to whom the record must belong; None for any."""


Numbered = tuple[int, str, int | None]
"""The id of a record in another database, its identity, and the id of its owner here; None for any."""


def find_targets(source: Source, link: Field, asked: Collection[Asked]) -> dict[Asked, list[int]]:
    """Return the ids of the records that texts name; several if a text does not tell them apart.

    The first way that finds any counts: the number as this program writes it, a number in another spelling or a
    reference (C-2 may be either), the name. A merged record stands for its survivor.

    Args:
        source: the source to read from.
        link: the link whose targets are looked for.
        asked: the texts, each with an owner.
    """
    target = source.schema.record_named(link.link)
    found: dict[Asked, list[int]] = {each: [] for each in asked}
    owner = target.owner_link() if link.type.scoped_by else None
    if owner is None:
        ways = [_numbers, _spelled_numbers_and_references, _names]
        for way in ways:
            open_texts = {text for text, _ in asked if not found[text, _]}
            by_text = way(source, target, open_texts)
            for each in asked:
                found[each] = found[each] or by_text.get(each[0], [])
        return found
    theirs: defaultdict[int, list[Row]] = defaultdict(list)
    for row in key_rows.with_values(source, target, owner.name, {each[1] for each in asked if each[1] is not None}):
        theirs[row[owner.name]].append(row)
    for text, owner_id in asked:
        found[text, owner_id] = _among(target, theirs[owner_id] if owner_id is not None else [], text)
    return found


def find_numbered(source: Source, link: Field, asked: Collection[Numbered]) -> dict[Numbered, int]:
    """Return the ids of records that have both a number and an identity; others are left out.

    A merged record stands for its survivor, and a record in the trash is none.

    Args:
        source: the source to read from.
        link: the link whose targets are looked for.
        asked: the numbers, each with an identity and an owner.
    """
    target = source.schema.record_named(link.link)
    owner = target.owner_link() if link.type.scoped_by else None
    there = {row["id"]: row for row in rows.by_ids(source, target, sorted({row_id for row_id, _, _ in asked}))}
    found: dict[Numbered, int] = {}
    for each in asked:
        row_id, text, owner_id = each
        if row_id in there and is_identified(target, there[row_id], text):
            standing = rows.standing_for(source, target, row_id)
            row = there.get(standing) or rows.one(source, target, standing)
            if row is not None and row["trashed"] is None and (owner is None or row[owner.name] == owner_id):
                found[each] = row["id"]
    return found


def _numbers(source: Source, target: RecordType, texts: Collection[str]) -> dict[str, list[int]]:
    """Return the ids of records by their numbers, as this program writes them."""
    return _in_any_spelling(source, target, {text for text in texts if _is_own_spelling(target, text)})


def _is_own_spelling(target: RecordType, text: str) -> bool:
    parsed = parse_number(text)
    return parsed is not None and text == number(target, parsed[1])


def _spelled_numbers_and_references(source: Source, target: RecordType, texts: Collection[str]) -> dict[str, list[int]]:
    """Return the ids of records by their numbers in any spelling, and by references: both are found."""
    numbers, references = _in_any_spelling(source, target, texts), _references(source, target, texts)
    return {text: [*dict.fromkeys((*numbers.get(text, ()), *references.get(text, ())))] for text in texts}


def _in_any_spelling(source: Source, target: RecordType, texts: Collection[str]) -> dict[str, list[int]]:
    """Return the ids of records by their numbers in any spelling: C-000042, C-42, c42."""
    ids = {text: parsed[1] for text in texts if (parsed := parse_number(text)) and parsed[0] == target.info.letter}
    standing = {row_id: rows.standing_for(source, target, row_id) for row_id in set(ids.values())}
    live = {row["id"] for row in key_rows.with_values(source, target, "id", set(standing.values()))}
    return {text: [standing[row_id]] for text, row_id in ids.items() if standing[row_id] in live}


def _references(source: Source, target: RecordType, texts: Collection[str]) -> dict[str, list[int]]:
    """Return the ids of records by an account number, an external id, a serial number …"""
    keys = {text: reference_key(text) for text in texts}
    fields = [field for field in target.matched_fields() if field.match is Match.REFERENCE]
    found: defaultdict[str, list[int]] = defaultdict(list)
    for field in fields:
        holders = key_rows.with_values(source, target, f"{field.name}_norm", {key for key in keys.values() if key})
        by_key = _grouped((reference_key(str(row[field.name])), row["id"]) for row in holders)
        for text, key in keys.items():
            found[text] += [row_id for row_id in by_key.get(key, []) if row_id not in found[text]]
    return found


def _names(source: Source, target: RecordType, texts: Collection[str]) -> dict[str, list[int]]:
    """Return the ids of records by their names: a customer's in any spelling that counts as equal."""
    field = target.name_field()
    if field is not None:
        keys = {text: name_norm(text) for text in texts}
        holders = key_rows.with_values(source, target, f"{field.name}_norm", {key for key in keys.values() if key})
        by_key = _grouped((name_norm(str(row[field.name])), row["id"]) for row in holders)
        return {text: by_key.get(key, []) for text, key in keys.items()}
    columns = [*(one.name for one in target.fields.values() if one.unique), *target.info.title[-1:]]
    found: defaultdict[str, list[int]] = defaultdict(list)
    for column in columns:
        last_words = {text if len(target.info.title) == 1 else text.split()[-1] for text in texts}
        for row in key_rows.with_values(source, target, column, last_words, folded=True):
            for text in texts:
                names = (target.called(row), str(row[column]) if len(columns) > 1 else "")
                if text.casefold() in map(str.casefold, names) and row["id"] not in found[text]:
                    found[text].append(row["id"])
    return found


def _among(target: RecordType, owned: list[Row], text: str) -> list[int]:
    """Return the ids of those of an owner's records that a text names."""
    references = [field.name for field in target.matched_fields() if field.match is Match.REFERENCE]
    key, folded, parsed = reference_key(text), text.casefold(), parse_number(text)
    tests: list[Callable[[Row], Any]] = [
        lambda row: text == number(target, row["id"]),
        lambda row: (
            parsed == (target.info.letter, row["id"])
            or any(row[name] and reference_key(row[name]) == key for name in references)
        ),
        lambda row: target.called(row).casefold() == folded,
    ]
    for test in tests:
        if found := [row["id"] for row in owned if test(row)]:
            return found
    return []


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for key, row_id in pairs:
        found[key].append(row_id)
    return found
