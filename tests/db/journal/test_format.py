"""An entry of the journal is read as it was stored, whatever is in it, and by every later release."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.db.journal import defaults, dictionaries
from capptro_tui.db.journal.format import Stamps, decode_delta, encode_delta
from capptro_tui.errors import Unusable
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.journal import CHANGE, CREATE, REMOVE

STAMPS = Stamps(42, "2026-11-27T09:30:00Z", "ann")
FILLED = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.integers(), st.booleans())
NAMES = st.sampled_from(
    [*next(record for record in SHIPPED.records if record.info.name == "customer").fields, "gone", "own_1"]
)


def created(values: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [None, value] for name, value in values.items()}


@given(st.dictionaries(NAMES, FILLED), st.booleans())
def test_a_created_row_is_read_as_it_was_stored(values: dict[str, Any], stamped: bool) -> None:
    """With the stamps of its batch or with others, with defaults or without, in columns that are no more."""
    delta = created({**values, "version": 7} if not stamped else {**values, **STAMPS.columns()})
    assert decode_delta("customer", encode_delta("customer", CREATE, delta, STAMPS), STAMPS) == delta


@given(st.dictionaries(NAMES, st.lists(FILLED | st.none(), min_size=2, max_size=2)), st.sampled_from([CHANGE, REMOVE]))
def test_what_queries_look_into_is_json(delta: dict[str, list[Any]], deed: str) -> None:
    stored = encode_delta("customer", deed, delta, STAMPS)
    assert isinstance(stored, str)
    assert decode_delta("customer", stored, STAMPS) == json.loads(stored) == delta


def test_a_default_that_is_changed_later_changes_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the old default nor the new one gets into what was stored before or after."""
    delta = created({"name": "Acme", "status": "active", "currency": "GBP", **STAMPS.columns()})
    before = encode_delta("customer", CREATE, delta, STAMPS)
    changed, later = {"customer": {"status": "lead", "language": "en"}}, defaults.NEWEST + 1
    monkeypatch.setattr(defaults, "DEFAULTS", {**defaults.DEFAULTS, later: changed})
    monkeypatch.setattr(defaults, "NEWEST", later)
    after = encode_delta("customer", CREATE, delta, STAMPS)
    assert after != before
    assert decode_delta("customer", before, STAMPS) == decode_delta("customer", after, STAMPS) == delta


def test_a_default_of_another_type_is_no_default() -> None:
    """JSON knows yes from 1; what was 1 stays 1."""
    delta = created({"is_primary": 0, "left": False, **STAMPS.columns()})
    read = decode_delta("contact", encode_delta("contact", CREATE, delta, STAMPS), STAMPS)
    assert [(name, type(read[name][1])) for name in ("is_primary", "left")] == [("is_primary", int), ("left", bool)]


def test_columns_come_in_the_order_of_their_record() -> None:
    delta = created({"status": "active", "name": "Acme", "version": 42})
    stored = encode_delta("customer", CREATE, delta, STAMPS)
    assert list(decode_delta("customer", stored, STAMPS, Customer.fields)) == [
        "version",
        "name",
        "status",
    ]


def test_an_entry_of_today_is_read_for_ever() -> None:
    """Stored by the first release that stored entries in this form."""
    stored = bytes.fromhex("01000bab86a5a7e0c3db32f25215d4149cf391d29381a199b19182a59981a19131aa85aea1414ab500")
    assert decode_delta("customer", stored, STAMPS) == created(
        {**STAMPS.columns(), "name": "Söhne & Co", "phone": "01632 960123", "status": "active", "currency": "EUR"}
    )


def test_the_defaults_of_today_are_those_that_are_left_out() -> None:
    """A default that was changed, or came with a new column, is added under the number of its migration."""
    declared = {
        record.info.name: {
            name: value
            for name, value in record.defaults().items()
            if value not in (None, "") and not record.fields[name].type.default_at(value, datetime(2026, 11, 27))
            if not record.fields[name].computed_by_database
        }
        for record in SHIPPED.records
        if record.info.journaled
    }
    assert defaults.DEFAULTS[defaults.NEWEST] == {name: values for name, values in declared.items() if values}


@pytest.mark.parametrize(
    "stored", [b"", b"\x01", b"\x01\x00\x0b\xff\xff", b"\xfe\x00\x0b\x03\x00", b"\x01\xff\xff\x03\x00", "{"]
)
def test_what_is_damaged_is_said(stored: str | bytes) -> None:
    with pytest.raises(Unusable, match="its journal cannot be read"):
        decode_delta("customer", stored, STAMPS)


def test_dictionaries_are_never_altered() -> None:
    found = {number: hashlib.sha256(one).hexdigest()[:12] for number, one in dictionaries.DICTIONARIES.items()}
    assert found == {1: "d4ea058001d4"}
