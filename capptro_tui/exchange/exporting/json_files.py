"""Write records as JSON, one list, or as JSON Lines, one record a line, each with its parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from capptro_tui.exchange.exporting.csv_files import Writable

NUMBERS: Final = (
    "CustomerPhone1", "CustomerBillingPostcode", "CustomerShippingPostcode", "CustomerExternalID", "CustomerPhone2",
    "CustomerExternalID2", "CustomerFax", "CustomerRefNo", "CustomerCategoryCode",
)  # fmt: skip
"""The names of a customer's texts that the published API has as numbers."""

_MOST_DIGITS: Final = 15
"""Most digits of a number that every reader of JSON keeps (RFC 8259, section 6)."""


class ApiTypes:
    """Gives customers the types of the published API: numbers where it has numbers, if none of their signs is lost.

    Attributes:
        kept: name to number of texts that no number can stand for, and that stay texts.
    """

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}

    def apply(self, customers: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield customers with numbers; an empty one is null."""
        for customer in customers:
            for name in NUMBERS:
                if name in customer:
                    customer[name] = self._typed(name, customer[name])
            yield customer

    def sentences(self) -> list[str]:
        """Return a sentence about the texts that no number can stand for."""
        if not self.kept:
            return []
        named = ", ".join(f"{count:,} of {name}" for name, count in self.kept.items())
        return [f"These stay text, because a number would lose their zeros, spaces or signs: {named}."]

    def _typed(self, name: str, text: Any) -> Any:
        if text in (None, ""):
            return None
        if is_plain_number(text):
            return int(text)
        self.kept[name] = self.kept.get(name, 0) + 1
        return text


def is_plain_number(text: str) -> bool:
    """Return whether a number can stand for a text: digits, without zeros before them."""
    is_digits = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return is_digits and (text == "0" or not text.startswith("0"))


def write_list(file: Writable, objects: Iterable[Mapping[str, Any]]) -> int:
    """Write objects as one JSON list, a line each; return their number."""
    count = 0
    file.write("[\n")
    for one in objects:
        file.write((",\n" if count else "") + dump(one))
        count += 1
    file.write("\n]\n" if count else "]\n")
    return count


def write_lines(file: Writable, objects: Iterable[Mapping[str, Any]]) -> int:
    """Write objects as JSON Lines; return their number."""
    count = 0
    for one in objects:
        file.write(dump(one) + "\n")
        count += 1
    return count


def write_lists(file: Writable, lists: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> int:
    """Write one JSON object of lists, by their names; return the number of objects in them."""
    count = 0
    for place, (name, objects) in enumerate(lists):
        file.write(("{" if not place else ",\n") + f"{dump(name)}: ")
        count += _write_inner(file, objects)
    file.write("}\n")
    return count


def dump(value: Any) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _write_inner(file: Writable, objects: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    file.write("[")
    for one in objects:
        file.write((",\n" if count else "\n") + dump(one))
        count += 1
    file.write("\n]" if count else "]")
    return count
