"""The benchmark's customers: the same each time, such as the program takes, with a share of near-duplicates."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from statistics import median

import pytest
from rapidfuzz import fuzz

from bench import databases, loops, saves, tied, typed
from bench.report import Row, markdown, ratio
from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.types import locales
from capptro_tui.models.validation import validate
from capptro_tui.services.integrity import check
from capptro_tui.text.normalise import name_key, name_norm
from tests.support import add_customer, get

NOW = datetime(2026, 3, 16, 9)
COUNT = 3_000


def test_the_same_whatever_the_count() -> None:
    """A large database begins with the small one's rows, in this process and the next."""
    assert list(databases.customers(20)) == list(islice(databases.customers(COUNT), 20))
    assert list(databases.contacts(20)) == [row for row in databases.contacts(COUNT) if row["customer"] < 20]
    assert databases.customer(0) == databases.customer(0)
    assert databases.customer(0) != databases.customer(0, seed=8)


def test_values_that_forms_take() -> None:
    """Every value passes the ordinary checks as it stands."""
    for row in databases.customers(300):
        assert validate(Customer, row, Customer.defaults(), now=NOW, locale=locales.USUAL) == row
    for row in islice(databases.contacts(COUNT), 300):
        del row["customer"]
        assert validate(Contact, row, {**Contact.defaults(), "customer_id": 1}, now=NOW, locale=locales.USUAL) == row


def test_near_duplicates() -> None:
    """About one in 25 customers is another entry of an earlier one: no two others have a postcode in common."""
    seen: dict[str, str] = {}
    again = []
    for row in databases.customers(COUNT):
        postcode = row.get("billing_postcode", "")
        if postcode in seen:
            again.append(fuzz.ratio(name_key(name_norm(seen[postcode])), name_key(name_norm(row["name"]))))
        elif postcode:
            seen[postcode] = row["name"]
    assert 0.025 < len(again) / COUNT < 0.05
    assert median(again) > 85


def test_every_way_to_look_for_somebody_is_typed() -> None:
    """Each as often as asked for, short, and in letters that a keyboard has."""
    texts = list(typed.texts(1_000, 4))
    assert {way: sum(one == way for one, _ in texts) for way in typed.WAYS} == dict.fromkeys(typed.WAYS, 4)
    assert all(3 < len(text) <= typed.LETTERS and text.isascii() for _, text in texts)


def test_a_goal_is_met_or_missed() -> None:
    """By the ratio, by the time, or both; without one nothing is said."""
    assert ratio("x", 0.010, 0.005, goal=3, most=0.016).met is True
    assert ratio("x", 0.020, 0.010, goal=3, most=0.016).met is False
    assert ratio("x", 0.016, 0.005, goal=3, most=0.016).met is False
    assert ratio("x", 1, 1).met is None
    assert (ratio("x", 0.01, 1, goal=1 / 50).ratio, ratio("x", 0.01, 1, goal=1 / 50).goal) == ("1/100", "≤ 1/50")


def test_memory_that_grows_misses_its_goal() -> None:
    assert (loops.row(100, 104).ratio, loops.row(100, 104).met) == ("1.04x", True)
    assert loops.row(100, 106).met is False


def test_markdown() -> None:
    """A table that a README takes."""
    text = markdown([Row("start", "1 ms", "2 ms", "0.50x", "≤ 2x", met=True)], "A machine")
    assert "| start | 1 ms | 2 ms | 0.50x | ≤ 2x | ✓ |" in text.splitlines()


def test_the_busy_customer_is_such_as_the_program_makes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tied to it is added past the forms; nothing in it is out of order."""
    monkeypatch.setattr(tied, "MANY", tied.TEN)
    with database.write("import") as transaction:
        tied.add(transaction)
    assert check.check(database) == []


def test_a_save_without_checks_is_a_save(database: Database) -> None:
    """The yardstick of a save switches off what it names; the row is written all the same."""
    with saves.unchecked():
        row_id = add_customer(database, "Acme")
    assert get(database, Customer, row_id)["name"] == "Acme"
