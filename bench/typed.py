"""Typed searches for customers: parts of the data of some that are spread over the whole database."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from random import Random

from bench.databases import Row, contacts_of, customer

LETTERS = 6
"""Keys of a text: after so many the customer is mostly found."""

_TRIES = 200


def texts(count: int, each: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield `each` texts for every way to look for a customer, among `count` customers, as (way, text)."""
    rng = Random(seed)
    for way, written in WAYS.items():
        found = 0
        for _ in range(_TRIES * each):
            index = rng.randrange(count)
            text = written(customer(index), index)[:LETTERS].strip()
            if found < each and len(text) > 3 and text.isascii():
                found += 1
                yield way, text


def _words(row: Row) -> list[str]:
    return [word for word in str(row["name"]).split() if word.isalnum()]


def _plain(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _other_order(row: Row, _: int) -> str:
    words = _words(row)
    return f"{words[-1][:4]} {words[0]}" if len(words) > 1 else ""


def _without_accents(row: Row, _: int) -> str:
    name = str(row["name"])
    return _plain(name) if _plain(name) != name else ""


def _phone(row: Row, _: int) -> str:
    return "".join(filter(str.isdigit, str(row["phone"])))


def _middle(row: Row, _: int) -> str:
    return max(_words(row), key=len, default="")[2:]


def _contact(_: Row, index: int) -> str:
    return next((f"{one['first_name']} {one['last_name']}" for one in contacts_of(index)), "")


WAYS = {
    "name": lambda row, _: str(row["name"]),
    "other word order": _other_order,
    "without accents": _without_accents,
    "phone": _phone,
    "email": lambda row, _: str(row["email"]),
    "account": lambda row, _: str(row["account"]),
    "contact": _contact,
    "middle of a word": _middle,
}
