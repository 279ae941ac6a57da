"""The field types: the kinds of value that a record's field may hold. `base.py` documents their common interface."""

from __future__ import annotations

from capptro_tui.models.types.base import FieldType, InvalidValue, Reading
from capptro_tui.models.types.boolean import Boolean
from capptro_tui.models.types.choice import Choice, Tone
from capptro_tui.models.types.choice_of import ChoiceOf
from capptro_tui.models.types.codes import Country, Currency, Locale
from capptro_tui.models.types.contact_details import Email, Phone, Url
from capptro_tui.models.types.dates import TODAY, Date, DatetimeLocal, Timestamp
from capptro_tui.models.types.fixed_point import FixedPoint, Money
from capptro_tui.models.types.json_object import JsonObject
from capptro_tui.models.types.link import Link
from capptro_tui.models.types.numbers import ByteSize, Integer, Real
from capptro_tui.models.types.on_delete import CLEAR, KEEP_NAME, RESTRICT, TRASH_WITH, OnDelete
from capptro_tui.models.types.text import Multiline, Suggested, Text

__all__ = [
    "CLEAR",
    "KEEP_NAME",
    "RESTRICT",
    "TODAY",
    "TRASH_WITH",
    "Boolean",
    "ByteSize",
    "Choice",
    "ChoiceOf",
    "Country",
    "Currency",
    "Date",
    "DatetimeLocal",
    "Email",
    "FieldType",
    "FixedPoint",
    "Integer",
    "InvalidValue",
    "JsonObject",
    "Link",
    "Locale",
    "Money",
    "Multiline",
    "OnDelete",
    "Phone",
    "Reading",
    "Real",
    "Suggested",
    "Text",
    "Timestamp",
    "Tone",
    "Url",
]
