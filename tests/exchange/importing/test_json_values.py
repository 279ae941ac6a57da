"""Values of JSON that cannot be taken are kept as they are given, and empty ones say nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.outcome import Outcome
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.work_item import WorkItem
from tests.support import add_contact, add_customer, get

from .desks import bring


def take(database: Database, tmp_path: Path, record: RecordType, *objects: dict[str, Any]) -> list[Outcome]:
    path = tmp_path / "given.jsonl"
    path.write_text("\n".join(map(json.dumps, objects)), "utf-8")
    return bring(database, record, path)


def test_the_number_of_nobody_is_kept_as_it_is_given(database: Database, tmp_path: Path) -> None:
    """In the shape of our exports; the rehearsal says so, too (`imported` compares them)."""
    acme = add_customer(database, "Acme")
    contact = add_contact(database, acme, "Bea")
    nobody = f"{Contact.info.letter}-0815"
    take(
        database,
        tmp_path,
        WorkItem,
        {"title": "Mend", "customer": "c-4711"},
        {"title": "Look", "customer": f"C-{acme}", "contact": nobody},
        {"title": "Call", "customer": f"c-{acme:06}", "contact": number(Contact, contact)},
    )
    assert get(database, WorkItem, 1)["description"] == "Customer: c-4711"
    assert (get(database, WorkItem, 2)["description"], get(database, WorkItem, 2)["customer_id"]) == (
        f"Contact: {nobody}", acme,
    )  # fmt: skip
    assert (get(database, WorkItem, 3)["description"], get(database, WorkItem, 3)["contact_id"]) == ("", contact)


def test_an_order_of_nobody_names_the_number(database: Database, tmp_path: Path) -> None:
    [outcome] = take(database, tmp_path, Order, {"customer": "C-4711", "day": "2026-03-01"})
    assert outcome.reason.startswith("There is no customer “C-4711”")


@pytest.mark.parametrize("empty", [[], {}, None, ""])
def test_empty_values_say_nothing(database: Database, tmp_path: Path, empty: Any) -> None:
    [outcome] = take(database, tmp_path, WorkItem, {"name": "Mend", "visits": empty, "tags": ["oil", "gas"]})
    assert outcome.action.value == "created"
    assert get(database, WorkItem, 1)["description"] == "tags: oil\ngas"
