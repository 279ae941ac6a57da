"""The targets of the columns of addresses: states, house numbers, whole addresses, addresses beside each other."""

from __future__ import annotations

from itertools import pairwise

from capptro_tui.exchange.understanding.layout.profile import ColumnProfile, Profiles
from capptro_tui.exchange.understanding.layout.source_column import BEFORE_STREET, Columns, give_target, of_target
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words, read_header
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE
from capptro_tui.exchange.understanding.vocabulary.words import LOCAL_STREETS, NO, OTHER_STATES, US_STATES, YES
from capptro_tui.text.patterns import pattern

_ADDRESS_PARTS = frozenset(("city", "postcode", "state"))
_STREETS = ("billing_street", "billing_address")
_WHOLE = ("whole", "line")
_INDIAN = pattern(r"\d{3} ?\d{3}")
_LONGEST_HOUSE_NUMBER = 8


def are_states(profile: ColumnProfile) -> bool:
    """Whether all values are abbreviations of states: `ON` is Ontario."""
    return bool(profile.values) and all(value.upper() in US_STATES | OTHER_STATES for value in profile.values)


def short_states(columns: Columns, profiles: Profiles) -> None:
    """A column `ST` with abbreviations of states is the state of the address."""
    for column, profile in zip(columns, profiles, strict=True):
        if are_states(profile) and column.target == NOTE and fold_words(column.header).strip(".") == "st":
            give_target(column, "billing_state")


def local_streets(columns: Columns, _profiles: Profiles) -> None:
    """`Gate` is a street beside other headers in Norwegian, and `Via` beside Italian ones."""
    words = {word for one in columns for word in read_header(one.header).words}
    for column in columns:
        is_street = not words.isdisjoint(LOCAL_STREETS.get(fold_words(column.header).strip(" *:"), ()))
        if is_street and column.target == NOTE:
            give_target(column, "billing_street", "line 1")


def indian_postcodes(columns: Columns, profiles: Profiles) -> None:
    """`PIN code` is a postcode of India if its values have six digits; another one opens a door."""
    for column, profile in zip(columns, profiles, strict=True):
        is_pin = "pin" in read_header(column.header).words and column.target == "billing_postcode"
        if is_pin and not all(_INDIAN.fullmatch(value) for value in profile.values):
            give_target(column, NOTE)


def billing_lines(columns: Columns, profiles: Profiles) -> None:
    """`Address 1 (billing)` is a line of the address for bills where it does not say yes or no."""
    for column in of_target(columns, DECIDES, "billing"):
        if not profiles[column.index].values <= YES | NO:
            give_target(column, "billing_street", f"line {column.group.removeprefix('address')}")
            column.group = ""


def dwellings(columns: Columns, _profiles: Profiles) -> None:
    """A flat, a building or a `c/o` that stands before the street of its address is written before it."""
    for column in columns:
        words = read_header(column.label).words
        if column.detail != "extended" or words[-1:] == ("address",) or "zusatz" in "".join(words):
            continue
        streets = [one for one in columns if one.target == column.target and one.detail.startswith(_WHOLE)]
        if streets and column.index < streets[0].index:
            column.detail = BEFORE_STREET


def internet_places(columns: Columns, _profiles: Profiles) -> None:
    """Leave out coordinates and regions of an internet address, which are not the customer's place."""
    if not any("ip" in read_header(one.header).words for one in columns):
        return
    for column in columns:
        if read_header(column.header).words in (("latitude",), ("longitude",), ("region",), ("lat",), ("lng",)):
            give_target(column, IGNORED, why="It is the place of an internet address.")


def house_numbers(columns: Columns, profiles: Profiles) -> None:
    """A bare number behind a street is that of the house."""
    if any(one.detail == "housenumber" for one in columns):
        return
    for before, column in pairwise(columns):
        values = profiles[column.index].values
        is_short = values and all(value[:1].isdigit() and len(value) <= _LONGEST_HOUSE_NUMBER for value in values)
        is_bare = (column.target, column.detail) == ("account", "number")
        if is_bare and is_short and before.target.endswith("street") and before.detail.startswith(_WHOLE):
            give_target(column, before.target, "housenumber")


def plain_addresses(columns: Columns, _profiles: Profiles) -> None:
    """Beside an address for bills, an address without a word for its place is that of the customer's place."""
    billing = [one for one in columns if one.target.startswith("billing_")]
    marked = [one for one in billing if "billing" in read_header(one.label).known]
    plain = [one for one in billing if one not in marked]
    streets = [any(one.target in _STREETS for one in each) for each in (marked, plain)]
    if not all(streets):
        return
    is_free = not any(one.target.startswith("shipping_") for one in columns)
    for column in plain:
        column.target = column.target.replace("billing_", "shipping_" if is_free else "other.")


def whole_addresses(columns: Columns, _profiles: Profiles) -> None:
    """Take the lines of an address without a column for the city as a whole, to be split.

    A whole address beside a column with the street alone is a spare for its parts.
    """
    for prefix in _address_prefixes(columns):
        _spare_addresses(columns, prefix)
        streets = [one for one in columns if one.target == f"{prefix}street" and one.detail.startswith(_WHOLE)]
        if not any(one.target in {f"{prefix}{part}" for part in _ADDRESS_PARTS} for one in columns):
            for column in streets:
                give_target(column, f"{prefix}address", f"line {column.detail.rpartition(' ')[2]}")


def _spare_addresses(columns: Columns, prefix: str) -> None:
    whole = of_target(columns, f"{prefix}street", "whole 1")
    streets = of_target(columns, f"{prefix}street", "line 1")
    has_street = any("street" in read_header(one.label).known for one in streets)
    has_city = any(one.target == f"{prefix}city" for one in columns)
    if has_street and has_city:
        for column in whole:
            give_target(column, f"{prefix}address", "formatted")


def _address_prefixes(columns: Columns) -> list[str]:
    return sorted({one.target.removesuffix("street") for one in columns if one.target.endswith(("_street", ".street"))})
