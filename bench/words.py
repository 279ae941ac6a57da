"""The words of `words.toml`, from which names, addresses and phones of the generated customers are made."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Region:
    """Names and addresses of customers in one country."""

    country: str
    weight: int  #: share of the customers in percent
    first: list[str]
    last: list[str]
    trades: list[str]
    fancy: list[str]  #: names of businesses that are not called after a person; may be empty
    legal: list[str]
    partners: str  #: between two names on a sign
    places: list[str]  #: "city/state"
    streets: list[str]
    street: str  #: a format of `{street}` and `{number}`
    postcode: str  #: a pattern: a digit for each #, a letter for each @
    phones: list[str]  #: patterns


def read() -> tuple[list[Region], list[str]]:
    """Return the regions, and the roles of contacts."""
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
