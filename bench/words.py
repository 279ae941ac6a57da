"""The words of `words.toml`: what names, addresses and phones of the generated customers are made of."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Region:
    """How customers of one country are called, and where they live."""

    country: str
    weight: int  #: in how many of a hundred customers
    first: list[str]
    last: list[str]
    trades: list[str]
    fancy: list[str]  #: what a business is called that is not called after a person; may be empty
    legal: list[str]
    partners: str  #: between two names on a sign
    places: list[str]  #: "city/state"
    streets: list[str]
    street: str  #: how `{street}` and `{number}` go together
    postcode: str  #: a pattern: a digit for each #, a letter for each @
    phones: list[str]  #: patterns


def read() -> tuple[list[Region], list[str]]:
    """The regions, and the roles of contacts."""
    words = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    first = words["regions"][0]
    regions = []
    for own in words["regions"]:
        shared = {} if "first" in own else {key: first[key] for key in ("first", "last", "trades", "fancy")}
        values: dict[str, Any] = {"fancy": "", **shared, **own}
        for key in ("first", "last", "trades", "fancy", "places", "streets"):
            values[key] = [word.strip() for word in values[key].replace("\n", " ").split(",") if word.strip()]
        regions.append(Region(**values))
    return regions, [role.strip() for role in words["roles"].replace("\n", " ").split(",")]
