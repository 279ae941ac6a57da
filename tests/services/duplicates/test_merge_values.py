"""What a merge takes of the customer that goes: an address whole, phone numbers into free fields, custom fields."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import merge
from capptro_tui.services.duplicates.merge_values import differing
from capptro_tui.services.history import undo
from capptro_tui.services.history.journal import describe_change, history
from tests.support import add_customer, get, whole

KEEP, LOSE = 1, 2
PARTS = ("street", "city", "state", "postcode", "country", "lat", "lng")
A, B, C = "01632 960123", "01632 960124", "01632 960125"

HIGH = {"street": "1 High St", "city": "York", "postcode": "YO1 1AA"}
LOW = {"street": "2 Low Rd", "city": "Leeds", "postcode": "LS1 1AA", "lat": 53.8, "lng": -1.5}


def address(kind: str, parts: dict[str, Any]) -> dict[str, Any]:
    return {f"{kind}_{name}": value for name, value in parts.items()}


def read(database: Database, kind: str) -> dict[str, Any]:
    """What of the survivor's address is filled in."""
    row = get(database, Customer, KEEP)
    return {name: row[f"{kind}_{name}"] for name in PARTS if row[f"{kind}_{name}"] not in ("", None)}


@pytest.mark.parametrize("kind", ["billing", "shipping"])
class TestAddress:
    @pytest.mark.parametrize(
        ("keep", "lose", "taken"),
        [
            ({}, LOW, LOW),
            (LOW, {}, LOW),
            (HIGH, LOW, HIGH),
            ({"street": "1 High St"}, LOW, {"street": "1 High St"}),
            ({"city": "York"}, {"postcode": "LS1 1AA"}, {"city": "York"}),
            (HIGH, {"lat": 53.8, "lng": -1.5}, HIGH),
            ({"lat": 1.0, "lng": 2.0}, HIGH, HIGH),
            ({"lat": 1.0, "lng": 2.0}, {"lat": 3.0}, {"lat": 1.0, "lng": 2.0}),
            ({"street": "2 low  RD", "city": "Leeds"}, LOW, LOW),
            ({"city": "Leeds"}, LOW, LOW),
            ({**LOW, "lat": 1.0}, LOW, {**LOW, "lat": 1.0}),
            ({"country": "GB"}, {**LOW, "country": "UK"}, {"country": "GB"}),
        ],
    )
    def test_is_taken_whole(
        self, database: Database, kind: str, keep: dict[str, Any], lose: dict[str, Any], taken: dict[str, Any]
    ) -> None:
        for parts in (keep, lose):
            add_customer(database, **address(kind, parts))
        merge.merge(database, KEEP, LOSE)
        assert read(database, kind) == taken

    @pytest.mark.parametrize(
        ("picked", "taken"),
        [
            ({"city": "Leeds"}, LOW),
            ({"lat": "53.8"}, LOW),
            ({"postcode": "YO1 1AA"}, HIGH),
            ({"lat": ""}, HIGH),
            ({"street": "3 New Way"}, {**HIGH, "street": "3 New Way"}),
            ({"street": "2 Low Rd", "city": "Hull"}, {**HIGH, "street": "2 Low Rd", "city": "Hull"}),
        ],
    )
    def test_that_was_picked_is_that_of_one_side(
        self, database: Database, kind: str, picked: dict[str, Any], taken: dict[str, Any]
    ) -> None:
        """One field of it says whose it is; what was typed belongs to the survivor's."""
        for parts in (HIGH, LOW):
            add_customer(database, **address(kind, parts))
        merge.merge(database, KEEP, LOSE, address(kind, picked))
        assert read(database, kind) == taken

    def test_of_the_one_kind_goes_its_own_way(self, database: Database, kind: str) -> None:
        other = "shipping" if kind == "billing" else "billing"
        add_customer(database, **address(kind, HIGH))
        add_customer(database, **address(kind, LOW), **address(other, LOW))
        merge.merge(database, KEEP, LOSE)
        assert (read(database, kind), read(database, other)) == (HIGH, LOW)

    def test_that_is_not_kept_is_told(self, database: Database, kind: str) -> None:
        for parts in (HIGH, LOW):
            add_customer(database, **address(kind, parts))
        [notice] = merge.merge(database, KEEP, LOSE, dry_run=True).notices
        assert f"{kind} address “2 Low Rd, Leeds, LS1 1AA”" in notice


class TestPhones:
    @pytest.mark.parametrize(
        ("keep", "lose", "phones", "lost"),
        [
            ((A, ""), (B, ""), (A, B), ()),
            (("", ""), (B, C), (B, C), ()),
            ((A, ""), (B, C), (A, B), (C,)),
            (("", A), (B, C), (B, A), (C,)),
            ((A, B), (C, ""), (A, B), (C,)),
            ((A, ""), ("+44 1632 960123", ""), (A, ""), ()),
            ((A, ""), ("+44 1632 960123", B), (A, B), ()),
            ((A, B), (B, A), (A, B), ()),
            ((A, ""), (f"{A} ext 12", ""), (A, f"{A} ext 12"), ()),
            ((f"{A} ext 12", ""), (f"{A} x12", ""), (f"{A} ext 12", ""), ()),
            ((f"{A} ext 12", ""), (f"{A} ext 14", ""), (f"{A} ext 12", f"{A} ext 14"), ()),
            (("", ""), ("", C), (C, ""), ()),
        ],
    )
    def test_a_free_field_takes_another_number(
        self, database: Database, keep: tuple[str, str], lose: tuple[str, str], phones: tuple[str, str], lost: Any
    ) -> None:
        for phone, alt_phone in (keep, lose):
            add_customer(database, phone=phone, alt_phone=alt_phone)
        done = merge.merge(database, KEEP, LOSE)
        row = get(database, Customer, KEEP)
        assert (row["phone"], row["alt_phone"]) == phones
        assert bool(done.notices) == bool(lost)
        assert all(any(number in notice for notice in done.notices) for number in lost)

    def test_the_own_number_makes_room_for_the_one_that_was_picked(self, database: Database) -> None:
        """A number that was typed does not bring the old one back, nor does an empty field."""
        for phone in (A, B):
            add_customer(database, phone=phone)
        picked = merge.merge(database, KEEP, LOSE, {"phone": B}, dry_run=True).changes
        assert [picked[0].delta[name][1] for name in ("phone", "alt_phone")] == [B, A]
        merge.merge(database, KEEP, LOSE, {"phone": C})
        row = get(database, Customer, KEEP)
        assert (row["phone"], row["alt_phone"]) == (C, B)

    def test_a_field_that_was_emptied_stays_empty(self, database: Database) -> None:
        for phone in (A, B):
            add_customer(database, phone=phone)
        merge.merge(database, KEEP, LOSE, {"alt_phone": ""})
        assert (get(database, Customer, KEEP)["phone"], get(database, Customer, KEEP)["alt_phone"]) == (A, "")

    def test_a_fax_that_is_not_kept_is_told(self, database: Database) -> None:
        for fax in (A, B):
            add_customer(database, fax=fax)
        assert f"fax {B}" in merge.merge(database, KEEP, LOSE).notices[0]


class TestCustomFields:
    def test_are_told_one_by_one(self, database: Database) -> None:
        """What comes, and what is not kept, in preview, result and history."""
        add_customer(database, "Acme Ltd", custom_fields={"gate": "12", "key": "hall"})
        add_customer(database, "Acme", custom_fields={"gate": "99", "dog": "yes", "count": 3})
        for dry_run in (True, False):
            done = merge.merge(database, KEEP, LOSE, dry_run=dry_run)
            assert "Not kept of Acme: custom field gate “99”." in done.notices
            survivor = next(change for change in done.changes if change.row_id == KEEP and change.record is Customer)
            assert sorted(survivor.described()) == [("count", "", "3"), ("dog", "", "yes")]
        event = history(database, Customer, KEEP)[0]
        assert event.summary.endswith("; not kept: custom field gate “99”")
        lines = [line for changed in event.changes for line in describe_change(database, changed)]
        assert ("dog", "", "yes") in lines

    def test_that_were_chosen_take_the_others_place(self, database: Database) -> None:
        add_customer(database, custom_fields={"gate": "12"})
        add_customer(database, custom_fields={"gate": "99"})
        done = merge.merge(database, KEEP, LOSE, {"custom_fields": {"gate": "99"}})
        assert done.notices == ()
        assert next(change for change in done.changes if change.row_id == KEEP).described() == [("gate", "12", "99")]


def test_one_undo_takes_all_of_it_back(database: Database) -> None:
    add_customer(database, phone=A, **address("billing", {"city": "Leeds"}), custom_fields={"gate": "12"})
    add_customer(database, phone=B, **address("billing", LOW), custom_fields={"gate": "99"})
    before = whole(database)
    merge.merge(database, KEEP, LOSE)
    undo.undo(database)
    assert whole(database) == before


def test_what_differs_follows_what_was_picked(database: Database) -> None:
    """As the screen shows it: with one field of an address the whole of it."""
    for parts in (HIGH, LOW):
        add_customer(database, **address("billing", parts))
    keep, lose = (get(database, Customer, row_id) for row_id in (KEEP, LOSE))
    for given, side in (({}, keep), ({"billing_city": "Leeds"}, lose), ({"billing_city": "York"}, keep)):
        found = differing(Customer, keep, lose, region="GB", given=given)
        assert {difference.field.name: difference.proposed for difference in found} == {
            name: side[name] for name in address("billing", LOW)
        }
