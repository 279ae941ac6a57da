"""This program's own cards come back to their fields, and those of others leave identifiers alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.exporting.exporting import ExportRequest, write_path
from capptro_tui.exchange.exporting.vcards import CARRIED
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.listing import Listing
from capptro_tui.services.search.snapshot import outside_the_trash
from tests.support import Clock, add_customer, get

from .desks import bring
from .rows import actions, given, imported

ODD: dict[str, dict[str, Any]] = {
    "One place": {"shipping_street": "Unit 4", "shipping_city": "Hull", "shipping_lat": 53.5, "shipping_lng": -0.25},
    "Two addresses": {
        "billing_street": "1 High Street", "billing_postcode": "HU1 1AA", "billing_country": "United Kingdom",
        "shipping_street": "The Yard; back gate", "shipping_state": "Lincolnshire", "billing_lat": 1.5,
        "billing_lng": 2,
    },
    "Signs": {"category": "Boats, small; fast", "description": "one\ntwo"},
    "Numbers": {"phone": "01632 960113", "alt_phone": "07700 900114", "fax": "01632 960112", "email": "a@x.example"},
}  # fmt: skip
"""Name to values of customers whose cards are easily misread."""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A desk without customers."""
    with closing(Database.create(tmp_path / "new" / "new.db", by=("zoe", "Zoë New"), clock=Clock())) as database:
        yield database


def cards(database: Database, path: Path) -> Path:
    write_path(path, database, ExportRequest(outside_the_trash(Customer), "vcf"), lambda _: None)
    return path


def carried(database: Database, record: RecordType) -> list[dict[str, Any]]:
    """What cards carry of each record, but for the numbers of customers, by name."""
    names = sorted(CARRIED[record.info.name] - {"modified_at", "customer_id"})
    rows = Listing(database, record, sort="id").rows(0, 1000)
    return sorted(({name: row[name] for name in names} for row in rows), key=repr)


def test_own_cards_change_nothing_and_come_back_elsewhere(sample: Database, empty: Database, home: Path) -> None:
    """Each value that a card carries is in its field, and none is in the description as well."""
    for name, values in ODD.items():
        add_customer(sample, name, **values)
    file = cards(sample, home / "all.vcf")
    outcomes = bring(sample, Customer, file)
    assert [one.to_json() for one in outcomes if one.action.value != "unchanged" or one.mends] == []
    outcomes = bring(empty, Customer, file)
    assert {one.action.value for one in outcomes} == {"created"}
    for record in (Customer, Contact):
        assert carried(empty, record) == carried(sample, record)


def test_the_identity_of_a_card_does_not_replace_an_external_id(database: Database, home: Path) -> None:
    """It is said, and fills an empty one; by number, an external id can be changed."""
    for name, phone, external in (("Acme", "01632 960111", "J-7"), ("Bolt", "01632 960222", "")):
        add_customer(database, name, phone=phone, external_id=external)
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:{0}\nORG:{0}\nTEL:{1}\nEMAIL:{0}@x.example\nUID:{0}-4711\nEND:VCARD\n"
    file = home / "phone.vcf"
    file.write_text(text.format("Acme", "01632 960111") + text.format("Bolt", "01632 960222"), encoding="utf-8")
    outcomes = bring(database, Customer, file)
    assert actions(outcomes) == ["updated", "updated"]
    assert [(mend.was, mend.now) for mend in outcomes[0].mends] == [("Acme-4711", "J-7")]
    found = [get(database, Customer, row) for row in (1, 2)]
    assert [row["external_id"] for row in found] == ["J-7", "Bolt-4711"]
    assert [row["email"] for row in found] == ["Acme@x.example", "Bolt@x.example"]
    assert actions(imported(database, [given(2, number="C-1", name="Acme", external_id="J-8")])) == ["updated"]
    assert get(database, Customer, 1)["external_id"] == "J-8"
