"""Resolves the links of records: the text that names a customer, an order or a person becomes that record's id.

A number names the same record only in the database that gave it. In a file of another database, or of one that is not
known, the record with that number must have the title that stands beside the number, or else the title is looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.exchange.importing.deciding.fitting import Fitted
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, number, parse_number
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.links import Numbered, find_numbered, find_targets
from capptro_tui.services.importing.origins import BESIDE, Origin
from capptro_tui.text.articles import with_article

if TYPE_CHECKING:
    from capptro_tui.services.importing.links import Source

_Open = list[tuple[Planned, Fitted, str]]
"""Records, with the values whose link is open (their own, or a part's) and the text of the link."""


def name_links(
    schema: Schema, record: RecordType, values: Mapping[str, Any], origin: Origin, linked: object
) -> Mapping[str, Any]:
    """Return the values of an object of JSON, with numbers and titles in place of ids that another database gave.

    Args:
        schema: the schema of the database.
        record: the type of the object or part.
        values: its values.
        origin: the database that it comes from.
        linked: number to title of the records that it names, as the object says it.
    """
    titles = linked if isinstance(linked, Mapping) else {}
    if origin is Origin.HERE or (origin is Origin.UNKNOWN and not titles):
        return values
    named = dict(values)
    for link in record.links():
        target = schema.record_named(link.link)
        row_id = values.get(link.name)
        if isinstance(row_id, str) and (parsed := parse_number(row_id)):
            row_id = parsed[1]
        if isinstance(row_id, int) and target.info.letter:
            named[link.name] = number(target, row_id)
            named[f"{BESIDE}{link.name}"] = titles.get(number(target, row_id), "")
    return named


def resolve_links(source: Source, planned: Iterable[Planned]) -> None:
    """Resolve the links of records and of their parts.

    A record without a target that it must have is refused. The text of any other link that names nothing, or more than
    one record, is kept as text.
    """
    each = [(one, fitted) for one in planned for fitted in (one.fitted, *one.parts)]
    fields: dict[str, dict[str, Field]] = {}
    by_link: defaultdict[tuple[str, str], _Open] = defaultdict(list)
    for one, fitted in each:
        for name, text in fitted.links.items():
            fields.setdefault(fitted.record.info.name, dict(fitted.record.fields))
            by_link[fitted.record.info.name, name].append((one, fitted, text))
    links = [(fields[record][name], entries) for (record, name), entries in by_link.items()]
    for link, entries in sorted(links, key=lambda entry: bool(entry[0].type.scoped_by)):
        _resolve(source, link, entries)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The target that a file names for a link.

    Attributes:
        target: its type.
        number: its number; "" if there is none.
        title: its title, or another text for it; "" if there is none.
        is_trusted: whether the number is that of this database.
        owner: the id of the owner to whom it must belong; None for any.
    """

    target: RecordType
    number: str
    title: str
    is_trusted: bool
    owner: int | None

    @property
    def text(self) -> str:
        """The text to look for; "" if there is none but a number of another database."""
        return self.number if self.is_trusted else self.title

    @property
    def shown(self) -> str:
        """The texts of the file, for people."""
        return f"{self.title} ({self.number})" if self.title and self.number else self.title or self.number


def _wanted(target: RecordType, fitted: Fitted, link: Field, text: str, owner: int | None) -> _Wanted:
    """Return the target that a text, and what stands beside it, name."""
    beside = fitted.beside.get(link.name, "")
    if _is_number(target, text):
        title = "" if _is_number(target, beside) else beside
        is_trusted = fitted.origin is Origin.HERE or (fitted.origin is Origin.UNKNOWN and not title)
        return _Wanted(target, text, title, is_trusted, owner)
    return _Wanted(target, beside if _is_number(target, beside) else "", text, False, owner)


def _is_number(target: RecordType, text: str) -> bool:
    parsed = parse_number(text)
    return parsed is not None and parsed[0] == target.info.letter


def _resolve(source: Source, link: Field, entries: _Open) -> None:
    """Resolve one link of some records."""
    target = source.schema.record_named(link.link)
    wanted = [_wanted(target, fitted, link, text, _owner(one, fitted, link)) for one, fitted, text in entries]
    by_number = find_numbered(source, link, {_numbered(one) for one in wanted if one.number and one.title})
    by_text = find_targets(source, link, list(dict.fromkeys((one.text, one.owner) for one in wanted if one.text)))
    for (one, fitted, _), each in zip(entries, wanted, strict=True):
        found = by_number.get(_numbered(each)) if each.number and each.title and not each.is_trusted else None
        ids = [found] if found is not None else by_text.get((each.text, each.owner), [])
        if len(ids) == 1:
            del fitted.links[link.name]
            fitted.checked[link.name] = fitted.typed[link.name] = ids[0]
        else:
            _leave(one, fitted, link, each, ids)


def _numbered(wanted: _Wanted) -> Numbered:
    parsed = parse_number(wanted.number)
    return (parsed[1] if parsed else 0), wanted.title, wanted.owner


def _leave(one: Planned, fitted: Fitted, link: Field, wanted: _Wanted, ids: list[int]) -> None:
    """Refuse a record whose link names no record, or several; keep the text of a link that it need not have."""
    label = link.label.lower()
    if ids:
        why = f"{len(ids)} are called “{wanted.text[:60]}”; name the {label} by its number."
    elif not wanted.text:
        why = f"{wanted.number} is the number of {with_article(label)} in another database; put its name beside it."
    else:
        why = f"There is no {label} “{wanted.text[:60]}”."
        if wanted.number and not wanted.is_trusted:
            why = f"{wanted.number} is another {label} here, or none. {why}"
    if link.required and fitted is one.fitted:
        one.refuse(why if ids else f"{why} Import the {wanted.target.info.plural.lower()} first, or correct the name.")
        return
    fitted.links[link.name] = wanted.shown
    fitted.set_aside(link.name, why)
    if ids:
        fitted.unclear[link.name] = ids, fitted.kept[-1], fitted.mends[-1]


def _owner(one: Planned, fitted: Fitted, link: Field) -> int | None:
    """Return the owner to whom a link's target must belong; None for any."""
    scope = link.type.scoped_by
    if not scope:
        return None
    owner = fitted.checked.get(scope, one.fitted.checked.get(scope))
    if owner is None and fitted is not one.fitted and one.stored is not None:
        owner = one.stored.get(scope)
    return owner
