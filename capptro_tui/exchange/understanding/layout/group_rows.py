"""The ways in which the rows of a table may belong together, by its columns."""

from __future__ import annotations

from collections.abc import Sequence

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.grouping import CHILD, COLLEAGUE, PART, SAME, SUB, Grouping
from capptro_tui.exchange.understanding.layout.source_column import (
    CARD,
    CLIENT_AND_PROPERTY,
    COUNTS_ROWS,
    SourceColumn,
)
from capptro_tui.exchange.understanding.layout.table_rows.sections import Continuing
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE
from capptro_tui.exchange.understanding.vocabulary.sum_words import SUMS
from capptro_tui.services.importing.origins import DATABASE
from capptro_tui.text.patterns import pattern

_PROPERTY = pattern(r"[A-Za-z0-9-]+_[A-Za-z0-9-]+")
_PEOPLE = ("contact.first_name", "contact.last_name", "contact.full_name", "contact_name")
_NUMBERS = ("account", "external_id", "number")
_OF_PEOPLE = ("name", "phone", "fax", "email", "contact_name", "description", NOTE, IGNORED, DECIDES)
"""Targets that say nothing about the company itself, or may differ from person to person."""

_MOST = 0.8
_KEYS_OF_PARTS = ("reference", "number", "external_id")


def customer_groupings(columns: Sequence[SourceColumn], sample: Sequence[SourceRow]) -> list[Grouping]:
    """Return the ways in which the rows of customers may belong together, the surest first."""
    return _own_cards(columns) or [*_children(columns), *_sites(columns, sample), *_names(columns)]


def part_groupings(columns: Sequence[SourceColumn], _sample: Sequence[SourceRow]) -> list[Grouping]:
    """Return the group of rows of a record with parts: they have its reference, as the lines of an invoice."""
    if not any("." in one.target or one.target in SUMS for one in columns):
        return []
    key = next((one for name in _KEYS_OF_PARTS for one in columns if one.target == name), None)
    return [Grouping(PART, key.index)] if key else []


def _children(columns: Sequence[SourceColumn]) -> list[Grouping]:
    """Contacts name their customer in a column."""
    parent = _first(columns, DECIDES, "parent")
    if parent is None:
        return []
    by_id = "id" in parent.header.casefold()
    own = _first(columns, "external_id") if by_id else _first(columns, "name")
    kind = _first(columns, DECIDES, "company")
    if own is None:
        return []
    return [Grouping(CHILD, own.index, parent=parent.index, kind=kind.index if kind else -1)]


def _own_cards(columns: Sequence[SourceColumn]) -> list[Grouping]:
    """Own cards of contacts have the number of their customer. Other cards of people have the name of their company."""
    number, mark = _first(columns, "number", CARD), _first(columns, DATABASE, CARD)
    if number is None or mark is None:
        return []
    company = _first(columns, "name", "company")
    people = tuple(one.index for one in columns if one.target in _PEOPLE)
    name = company.index if company is not None else -1
    return [Grouping(COLLEAGUE, name, needed=people, number=(mark.index, number.index))]


def _sites(columns: Sequence[SourceColumn], sample: Sequence[SourceRow]) -> list[Grouping]:
    """A customer has a row for each site: the rows have its identifier, or else its name."""
    sites = tuple(one.index for one in columns if one.owner == "site")
    if not sites:
        return []
    identifier = _first(columns, "external_id")
    if identifier is not None:
        values = [row.cells[identifier.index].strip() for row in sample if identifier.index < len(row.cells)]
        filled = [value for value in values if value]
        if filled and all(_PROPERTY.fullmatch(value) for value in filled):
            identifier.detail = CLIENT_AND_PROPERTY
            return [Grouping(SAME, identifier.index, cut="_")]
        if len(set(filled)) < len(filled):
            return [Grouping(SAME, identifier.index)]
    name = _first(columns, "name", "company") or _first(columns, "name")
    return [Grouping(SAME, name.index, needed=sites)] if name else []


def _names(columns: Sequence[SourceColumn]) -> list[Grouping]:
    """Sub-customers have their parent's name before a colon; people of one company have its name."""
    found = []
    name = _first(columns, "name", "customer") or _first(columns, "name", "display")
    if name is not None:
        found.append(Grouping(SUB, name.index))
    company = _first(columns, "name", "company")
    people = tuple(one.index for one in columns if one.target in _PEOPLE)
    if company is not None and people:
        found.append(Grouping(COLLEAGUE, company.index, needed=people))
    return found


def _first(columns: Sequence[SourceColumn], target: str, detail: str | None = None) -> SourceColumn | None:
    return next((one for one in columns if one.target == target and detail in (None, one.detail)), None)


def customers_continuing(columns: Sequence[SourceColumn], sample: Sequence[SourceRow]) -> Continuing | None:
    """Return the columns by which the row of one more person continues the row of its company.

    A row without a company may be a private person as well. It is none if the cells are merged in the file, if the rows
    are numbered and it is not, if the
    persons have but a column for contacts beside that of the customers, or if all companies have addresses and the
    e-mail addresses are those of the company.
    """
    names = tuple(one.index for one in columns if one.target == "name")
    if not names or not any(one.target in _PEOPLE for one in columns):
        return None
    if any(not row.merged.isdisjoint(names) for row in sample):
        return Continuing(names, (), by_merge=True)
    numbers = tuple(one.index for one in columns if _is_number(one))
    others = tuple(one.index for one in columns if not one.owner.startswith("contact") and one.target not in _OF_PEOPLE)
    first = [row for row in sample if any(_text(row, index) for index in names)]
    is_numbered = any(all(_text(row, index) for row in first) for index in numbers)
    has_lists = not any(one.target in _PEOPLE[:2] for one in columns)
    is_of_companies = all(one.detail == "company" for one in columns if one.target == "name")
    are_addressed = any(sum(bool(_text(row, index)) for row in first) >= len(first) * _MOST for index in others)
    if is_numbered or (has_lists and (are_addressed or not is_of_companies)):
        return Continuing(names, (*numbers, *others))
    email = _first(columns, "email")
    return Continuing(names, (*numbers, *others), email.index) if are_addressed and email is not None else None


def _is_number(column: SourceColumn) -> bool:
    """Whether all customers of a table may have a number in a column. Own cards among others have one alone."""
    return (column.target in _NUMBERS and column.detail != CARD) or column.why == COUNTS_ROWS


def _text(row: SourceRow, index: int) -> str:
    return row.cells[index].strip() if index < len(row.cells) else ""
