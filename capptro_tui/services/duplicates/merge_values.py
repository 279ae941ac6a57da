"""The survivor's values after a merge, field by field, and the values of either customer that are not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from capptro_tui.models.field import Field
from capptro_tui.models.record import BASE, RecordType, Row
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.types.json_object import named_values
from capptro_tui.text.phones import digits, phone_key, without_extension

PHONES: Final = ("phone", "alt_phone")
"""The fields that take a phone number of the other customer if they are free, the first one first."""

_NUMBERS: Final = (*PHONES, "fax")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two customers differ. `proposed` is the survivor's value unless the user picks another."""

    field: Field
    keep: Any
    lose: Any
    proposed: Any

    @property
    def is_one_sided(self) -> bool:
        """Whether one of the two is empty."""
        return is_empty(self.keep) or is_empty(self.lose)

    @property
    def is_joined(self) -> bool:
        """Whether the proposed value is composed of both."""
        return self.field.type.joins_on_merge and self.proposed not in (self.keep, self.lose)


def differing(
    record: RecordType, keep: Row, lose: Row, *, region: str = "", given: Mapping[str, Any] | None = None
) -> list[Difference]:
    """Return the fields in which the survivor `keep` and the other customer `lose` differ, in their order.

    Args:
        record: the record type of customers, with the fields that the business has.
        keep: the survivor.
        lose: the customer that is merged into it.
        region: the country of phone numbers without a country code.
        given: values picked or typed for some fields; other fields follow them.
    """
    proposed = merged_values(record, keep, lose, region=region, given=given or {})
    return [
        Difference(field, keep[field.name], lose[field.name], proposed[field.name])
        for field in _fields(record)
        if not _are_equal(keep[field.name], lose[field.name])
    ]


def merged_values(record: RecordType, keep: Row, lose: Row, *, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return field to the survivor's value; arguments as in `differing`."""
    found = {field.name: _proposed(field, keep[field.name], lose[field.name]) for field in _fields(record)}
    for names in _addresses():
        side = _side(keep, lose, names, given)
        found |= {name: side[name] for name in names}
    found |= {name: value for name, value in given.items() if name in found}
    return found | _phones(keep, lose, region, given)


def is_empty(value: Any) -> bool:
    """Return whether a value is None or only spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def address_of(field: Field) -> tuple[str, ...]:
    """Return the fields of a field's address, coordinates included; the field itself if it belongs to no address."""
    if not field.section.endswith(" address"):
        return (field.name,)
    return tuple(other.name for other in Customer.fields.values() if other.section == field.section)


def not_kept(before: Row, after: Row, region: str) -> list[str]:
    """Return texts of one customer's values that the survivor lacks: phone numbers, custom fields, addresses.

    Args:
        before: the customer before the merge.
        after: the survivor after it.
        region: the country of phone numbers without a country code.
    """
    known = {_number(after[name], region) for name in _NUMBERS}
    lost = [
        f"{Customer.fields[name].label.lower()} {before[name]}"
        for name in _NUMBERS
        if not is_empty(before[name]) and _number(before[name], region) not in known
    ]
    mine, theirs = named_values(before["custom_fields"]), named_values(after["custom_fields"])
    lost += [f"custom field {name} “{value}”" for name, value in mine.items() if theirs.get(name) != value]
    return [*lost, *_lost_addresses(before, after)]


def _fields(record: RecordType) -> Iterator[Field]:
    """Return the fields that a merge decides about."""
    return (field for field in record.fields.values() if field.name not in BASE and not field.is_read_only)


def _proposed(field: Field, keep: Any, lose: Any) -> Any:
    if is_empty(keep):
        return lose
    if is_empty(lose):
        return keep
    return field.type.join(keep, lose)


def _are_equal(one: Any, other: Any) -> bool:
    return one == other or (is_empty(one) and is_empty(other))


# --- addresses ----------------------------------------------------------------------------------------------------


def _addresses() -> list[tuple[str, ...]]:
    """Return the fields of each address."""
    return list(dict.fromkeys(names for field in Customer.fields.values() if len(names := address_of(field)) > 1))


def _side(keep: Row, lose: Row, names: Iterable[str], given: Mapping[str, Any]) -> Row:
    """Return the customer whose address the survivor gets.

    An address is taken whole, never the street of one with the town of the other.

    A picked value decides for the customer that has it; a typed one is neither's and goes with the survivor's own
    address. Otherwise it is the survivor's, unless the other's says the same and more, or the survivor's is empty or
    has only coordinates.
    """
    picked = {name: given[name] for name in names if name in given}
    mine, theirs = (all(_are_equal(value, row[name]) for name, value in picked.items()) for row in (keep, lose))
    if mine != theirs or not (mine or theirs):
        return lose if theirs else keep
    own = [name for name in names if not is_empty(keep[name])]
    if all(is_empty(lose[name]) for name in names):
        return keep
    if not _has_text(own) and _has_text(name for name in names if not is_empty(lose[name])):
        return lose
    return lose if all(_are_equal(_folded(keep[name]), _folded(lose[name])) for name in own) else keep


def _has_text(names: Iterable[str]) -> bool:
    """Whether one of the fields is no coordinate."""
    return any(Customer.fields[name].type.is_text for name in names)


def _folded(value: Any) -> Any:
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _lost_addresses(before: Row, after: Row) -> Iterator[str]:
    for names in _addresses():
        own = [name for name in names if not is_empty(before[name])]
        if any(not _are_equal(_folded(before[name]), _folded(after[name])) for name in own):
            texts = [str(before[name]) for name in own if _has_text([name])] or [str(before[name]) for name in own]
            yield f"{Customer.fields[names[0]].section.lower()} “{', '.join(texts)}”"


# --- phone numbers ------------------------------------------------------------------------------------------------


def _phones(keep: Row, lose: Row, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the survivor's phone fields.

    A free field takes a number that the survivor lacks: one of the other customer's, or its own if the other's was
    picked in its place.
    """
    found = {name: given[name] if name in given else keep[name] for name in PHONES}
    free = [name for name in PHONES if name not in given and is_empty(keep[name])]
    known = {_number(value, region) for value in found.values()}
    others = [lose[name] for name in PHONES]
    replaced = [keep[name] for name in PHONES if name in given and not is_empty(given[name]) and given[name] in others]
    for value in (*replaced, *others):
        if free and not is_empty(value) and _number(value, region) not in known:
            found[free.pop(0)] = value
            known.add(_number(value, region))
    return found


def _number(text: Any, region: str) -> tuple[str, str]:
    """Return a phone number in comparable form: its key and its extension."""
    number = str(text or "")
    return phone_key(number, region), digits(number[len(without_extension(number)) :])
