"""All pairs of customers that may be the same: found, kept up to date, ended and interrupted without harm."""

from __future__ import annotations

from random import Random
from threading import Thread
from typing import Any

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.pair import Distinct
from capptro_tui.services.duplicates import duplicate_pairs, merge
from capptro_tui.services.duplicates.duplicate_pairs import catch_up, due
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from tests.support import add_contact, add_customer, is_plain, raw


def known(database: Database) -> dict[tuple[int, int], tuple[str, int, tuple[str, ...]]]:
    found = duplicate_pairs.pairs(database, 0, 10_000)
    assert len(found) == duplicate_pairs.count(database)
    return {(pair.low["id"], pair.high["id"]): (pair.grade, pair.score, pair.reasons) for pair in found}


def looked(database: Database) -> set[tuple[int, int]]:
    catch_up(database)
    assert due(database) == 0
    return set(known(database))


def anew(database: Database) -> dict[tuple[int, int], Any]:
    """What is found when nothing is known."""
    raw(database.path, "DELETE FROM duplicate_pair")
    raw(database.path, "INSERT OR IGNORE INTO duplicate_due (id) SELECT id FROM customer WHERE trashed IS NULL")
    catch_up(database)
    return known(database)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"name": "Acme Roofing"}, {"name": "ACME Roofing Ltd"}, "same name"),
        ({"name": "Acme Roofing"}, {"name": "Acme Rofing"}, "similar name"),
        ({"name": "Acme", "phone": "01632 960123"}, {"name": "Zebra", "alt_phone": "+44 1632 960123"}, "same phone"),
        ({"name": "Acme", "email": "a@b.example"}, {"name": "Zebra", "email": "A@b.example"}, "same email"),
        ({"name": "Acme", "account": "A-1"}, {"name": "Zebra", "account": "a1"}, "same account"),
        ({"name": "Acme", "external_id2": "77"}, {"name": "Zebra", "external_id2": "77"}, "same second external id"),
        ({"name": "Al"}, {"name": "Ali"}, "similar name"),
    ],
)
def test_found_with_reasons(database: Database, one: dict[str, str], other: dict[str, str], reason: str) -> None:
    pair = add_customer(database, **one), add_customer(database, **other)
    add_customer(database, "Nobody like that")
    assert looked(database) == {pair}
    assert reason in "; ".join(known(database)[pair][2])


def test_a_contact_of_another(database: Database) -> None:
    """Somebody is a customer, and a contact of another one."""
    acme, zoe = add_customer(database, "Acme"), add_customer(database, "Zoë Ward", phone="07700 900123")
    contact = add_contact(database, acme, "Zoë", last_name="Ward", phone="+44 7700 900123")
    assert looked(database) == {(acme, zoe)}
    assert "Zoë Ward" in known(database)[acme, zoe][2][0]
    records.change(database, Contact, contact, {"phone": ""})
    assert due(database) == 1
    assert looked(database) == set()


def test_worst_first(database: Database) -> None:
    """By score; a page is a window of that."""
    for place, name in enumerate(["Acme Roofing", "Acme Rofing", "Acme Roofing", "Acme Roffing"]):
        add_customer(database, name, phone="01632 960123" if place % 2 else "")
    catch_up(database)
    found = duplicate_pairs.pairs(database, 0, 100)
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)
    assert duplicate_pairs.pairs(database, 1, 2) == found[1:3]
    assert duplicate_pairs.pair(database, found[0].low["id"], found[0].high["id"]) == found[0]
    assert duplicate_pairs.pair(database, 1, 99) is None


def test_gone_and_back(database: Database) -> None:
    """Trashed, restored, merged and said to be different: shown only while both are there, and nobody has decided."""
    one, other = add_customer(database, "Acme Roofing"), add_customer(database, "Acme Rofing")
    pair = {(one, other)}
    assert looked(database) == pair
    trash.delete(database, Customer, other)
    assert known(database) == {}
    undo.undo(database)
    assert looked(database) == pair
    merge.merge(database, one, other)
    assert known(database) == {}
    assert looked(database) == set()
    undo.undo(database)
    assert looked(database) == pair
    with database.write("different") as transaction:
        transaction.add(Distinct, {"low_id": one, "high_id": other})
    assert known(database) == {}
    assert looked(database) == set()
    undo.undo(database)
    assert looked(database) == pair


def test_what_is_not_compared_is_not_due(database: Database) -> None:
    row_id = add_customer(database, "Acme")
    catch_up(database)
    records.change(database, Customer, row_id, {"fax": "01632 960999", "category": "Trade"})
    assert due(database) == 0
    records.change(database, Customer, row_id, {"billing_city": "Leeds"})
    assert due(database) == 1


def test_kept_up_to_date_is_as_made_anew(database: Database) -> None:
    """After any writes, a few or many, catching up leaves exactly the pairs that a fresh look finds."""
    rng = Random(3)
    letters = "abcdefghijklmnop"

    def values() -> dict[str, str]:
        name = "".join(rng.choice(letters) for _ in range(6)) + rng.choice(["", " garden", " taxis"])
        if rng.random() < 0.1:
            name = rng.choice(["Acme Roofing", "Acme Roofin", "Zebra Taxis", "Zebras Taxi"])
        return {
            "name": name,
            "phone": f"01632 9600{rng.randrange(60):02}" if rng.random() < 0.3 else "",
            "email": f"{rng.choice(letters)}{rng.choice(letters)}@b.example" if rng.random() < 0.3 else "",
        }

    for _ in range(80):
        records.create(database, Customer, values())
    catch_up(database)
    for few in (3, 60):
        for row_id in rng.sample(range(1, 81), few):
            records.change(database, Customer, row_id, values())
        catch_up(database)
        kept = known(database)
        assert kept
        assert kept == anew(database)


def test_one_value_on_very_many(database: Database) -> None:
    """A switchboard's number or a very common name: each is compared with a few, so that it ends, and all are in."""
    with database.write("import") as transaction:
        transaction.add_many(Customer, [{"name": "John Smith", "phone": "01632 960123"}] * 400)
    catch_up(database)
    found = known(database)
    assert 400 <= len(found) <= 400 * 20
    assert {one for both in found for one in both} == set(range(1, 401))


def test_stopped_and_gone_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done stays done, the rest stays due, and is done the next time."""
    monkeypatch.setattr(duplicate_pairs, "AT_ONCE", 5)
    for place in range(20):
        add_customer(database, f"{'abcdefghijklmnopqrst'[place] * 5} garden")
        add_customer(database, f"{'abcdefghijklmnopqrst'[place] * 5} gardn")
    told: list[tuple[int, int]] = []
    catch_up(database, lambda *done: told.append(done), lambda: True)
    assert len(told) == 1
    assert told[0][1] == 40
    assert due(database) == 40 - told[0][0]
    catch_up(database, lambda *done: told.append(done))
    assert told[-1][0] == told[-1][1]
    kept = known(database)
    assert due(database) == 0
    assert len(kept) >= 20
    assert kept == anew(database)


def test_changed_meanwhile_stays_due(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is written while the comparing runs is compared with what was written the next time."""
    monkeypatch.setattr(duplicate_pairs, "AT_ONCE", 1)
    one, other = add_customer(database, "Acme"), add_customer(database, "Zebra Taxis")

    def meanwhile(done: int, total: int) -> None:
        if done < total:
            records.change(database, Customer, one, {"name": "Zebra Taxi"})

    catch_up(database, meanwhile)
    assert due(database) >= 1
    assert looked(database) == {(one, other)}


def test_one_thread_at_a_time(database: Database) -> None:
    """Another one waits for its turn, unless it is stopped before."""
    add_customer(database, "Acme")
    add_customer(database, "Acme")
    waiting = Thread(target=catch_up, args=(database,))
    with database.exclusive_maintenance():
        waiting.start()
        catch_up(database, stop=lambda: True)
        assert due(database) == 2
    waiting.join()
    assert due(database) == 0


def test_while_another_program_writes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused with a sentence, and nothing is half written."""
    add_customer(database, "Acme")
    add_customer(database, "Acme")
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
    other = driver.connect(database.path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused) as refused:
        catch_up(database)
    other.execute("ROLLBACK")
    other.close()
    assert is_plain(refused.value)
    assert (duplicate_pairs.count(database), due(database)) == (0, 2)
    assert looked(database) == {(1, 2)}
