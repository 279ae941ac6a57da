"""One of every field type, with what is typed into it and what it stores."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

from capptro_tui.models import types
from capptro_tui.models.types import Choice, FieldType

_STATES = (Choice("open", "Open"), Choice("on_hold", "On hold"))

EXAMPLES: dict[type[FieldType], tuple[FieldType, dict[Any, Any], tuple[Any, ...]]] = {
    types.Text: (types.Text(limit=20), {"007": "007", " Acme ": " Acme ", 12: "12"}, ("a\nb", "x" * 21, True, [])),
    types.Multiline: (types.Multiline(), {"one\ntwo": "one\ntwo"}, ("\ud800", {})),
    types.Suggested: (types.Suggested("category"), {"Retail": "Retail"}, ("a\nb",)),
    types.Email: (types.Email(), {" ann@example.com ": "ann@example.com"}, ("ann", "a@b@c")),
    types.Phone: (types.Phone(), {"+44 1632 960123": "+44 1632 960123"}, ("call me", "1")),
    types.Url: (types.Url(), {"www.example.com": "www.example.com"}, ("not an address",)),
    types.ChoiceOf: (types.ChoiceOf(_STATES), {"on_hold": "on_hold", "ON HOLD": "on_hold"}, ("parked",)),
    types.Boolean: (types.Boolean(), {"yes": True, "no": False, True: True, "0": False}, ("maybe", 2)),
    types.Integer: (types.Integer(low=1, high=50), {"7": 7, 50: 50}, ("0", "51", "1.5", True, "1_0")),
    types.ByteSize: (types.ByteSize(), {1_234_567: 1_234_567}, ("big",)),
    types.Real: (types.Real(low=-90, high=90), {"51.5": 51.5, "51,5": 51.5, -3: -3.0}, ("91", "north", "nan")),
    types.FixedPoint: (types.FixedPoint(4, low=1), {"1.5": 15_000, 0.25: 2500}, ("0", "1.23456", "12;5", True)),
    types.Money: (types.Money(4), {"£1,250.50": 12_505_000, "-3": -30_000, 5: 50_000}, ("12;50", "EUR 5", [])),
    types.Currency: (types.Currency(), {"gbp": "GBP"}, ("XQX", "pound")),
    types.Country: (types.Country(), {"gb": "GB"}, ("ZZ",)),
    types.Locale: (types.Locale(), {"de-de": "de_DE"}, ("xx_YY",)),
    types.Date: (types.Date(), {"tomorrow": "2026-03-17", "31/3/2026": "2026-03-31"}, ("sometime", "31 Feb")),
    types.DatetimeLocal: (types.DatetimeLocal(), {"tomorrow 9:00": "2026-03-17T09:00"}, ("12", "fri")),
    types.Timestamp: (types.Timestamp(), {"2026-03-31T08:00:00Z": "2026-03-31T08:00:00Z"}, (True,)),
    types.Link: (types.Link("customer"), {"42": 42, 7: 7}, ("C-42", 1.5, 2**63)),
    types.JsonObject: (types.JsonObject(), {'{"b": 1, "a": "é"}': '{"a": "é", "b": 1}'}, ("[1]", '{"a":', 3)),
}
"""Type to one of it, what is typed to what is stored, and what is refused; the signs are those of Britain."""


COLUMN_VALUES = {"TEXT": str, "INTEGER": int, "REAL": float, "BOOLEAN": bool}
"""Type of a column to that of what is stored in it."""


def concrete_types(base: type[FieldType] = FieldType) -> Iterator[type[FieldType]]:
    """The types that a field may have, whichever module of the package they are in."""
    for module in pkgutil.iter_modules(types.__path__):
        importlib.import_module(f"{types.__name__}.{module.name}")
    for found in base.__subclasses__():
        if found.__module__.startswith(types.__name__) and not found.__name__.startswith("_"):
            yield found
        yield from concrete_types(found)


TYPES = sorted(set(concrete_types()), key=lambda each: each.__name__)
EVERY = pytest.mark.parametrize("field_type", TYPES)


def stored_values(field_type: type[FieldType]) -> list[Any]:
    """What the examples of a type store, and what it stores when nothing is typed."""
    made, read, _ = EXAMPLES[field_type]
    return [made.empty, *read.values()]
