"""Checking a database: everything that can be made anew from the rows is found and repaired, the rest is said."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Unusable
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.integrity import check
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.support import SOAK, add_customer, damage_to_search, digest, dump, is_plain, is_sound, overwrite_root, raw


def test_sample_business_is_sound(sample: Database) -> None:
    """A check of a database that is well finds and changes nothing."""
    before = raw(sample.path, "SELECT name, sql, rootpage FROM sqlite_master ORDER BY 1"), dump(sample)
    assert check.check(sample) == []
    assert (raw(sample.path, "SELECT name, sql, rootpage FROM sqlite_master ORDER BY 1"), dump(sample)) == before


@pytest.mark.parametrize(
    ("damage", "what", "count"),
    [
        ("UPDATE customer SET phone_digits = '1' WHERE id < 5", "derived", 4),
        ("UPDATE customer SET name_norm = 'x', search_text = 'y' WHERE id = 1", "derived", 1),
        ("UPDATE contact SET search_text = '' WHERE id = 1", "derived", 1),
        ("UPDATE customer SET related_text = ' x' WHERE id < 3", "related", 2),
        ("UPDATE work_item SET related_text = '' WHERE id = 1", "related", 1),
        ("INSERT INTO customer_search_words (customer_search_words) VALUES ('delete-all')", "search", 1),
        ("INSERT INTO customer_search_parts (rowid, text) VALUES (1, 'some more')", "search", 1),
        ("INSERT INTO record_search_words (record_search_words, rowid, text) VALUES ('delete', 1, 'x')", "search", 1),
        ("DROP TRIGGER customer_search_update", "structure", 1),
        ("DROP TABLE customer_search_names", "structure", 1),
        ("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'customer'", "journal", 1),
    ],
)
def test_finds_and_repairs(sample: Database, damage: str, what: str, count: int) -> None:
    """Every column, text and index that comes from the rows is again as if it were made anew."""
    before = dump(sample)
    raw(sample.path, damage)
    found = check.check(sample)
    assert (what, count, True) in [(finding.what, finding.count, finding.repaired) for finding in found]
    assert all(is_plain(finding.message) and finding.repaired for finding in found)
    assert check.check(sample) == []
    assert dump(sample) == before
    assert damage_to_search(sample.path) == []
    assert is_sound(sample.path)


def test_finds_again_what_was_lost_from_the_index(sample: Database) -> None:
    """With a damaged index a save is refused with what to do; after the check all goes on."""
    [name] = [row["name"] for row in Listing(sample, Customer).rows(3, 1)]
    raw(sample.path, "DROP TABLE customer_search_words")
    with pytest.raises(Unusable, match="capptro check"):
        add_customer(sample, "Zebra")
    check.check(sample)
    zebra = add_customer(sample, "Zebra")
    assert [row["id"] for row in Listing(sample, Customer, "zebr").rows(0, 5)] == [zebra]
    assert Listing(sample, Customer, name).rows(0, 1)[0]["name"] == name


@pytest.mark.parametrize(
    ("damage", "what", "count"),
    [
        (
            "PRAGMA foreign_keys = OFF; UPDATE contact SET customer_id = 9999 WHERE id IN (1, 2)",
            ("links", "journal"),
            2,
        ),
        ("UPDATE customer SET version = 9999 WHERE id = 1", ("journal",), 1),
        ("UPDATE customer SET trashed = 9999 WHERE id = 1", ("journal",), 1),
        ("UPDATE customer SET phone = '', description = 'x' WHERE id < 4", ("journal",), 3),
        ("UPDATE settings SET business_name = 'Theirs'", ("journal",), 1),
        ("PRAGMA foreign_keys = OFF; DELETE FROM note", ("journal",), 21),
        ("DELETE FROM change WHERE record = 'follow_up' AND row_id IN (2, 5, 6)", ("journal",), 3),
        (
            "INSERT INTO change (batch_id, record, row_id, deed, title, delta)"
            " VALUES (1, 'note', 1, 'remove', '', '{}')",
            ("journal",),
            1,
        ),
        (
            "INSERT INTO change (batch_id, record, row_id, deed, title) VALUES (1, 'airship', 1, 'create', '')",
            ("journal",),
            1,
        ),
    ],
)
def test_says_what_cannot_be_repaired(sample: Database, damage: str, what: tuple[str, ...], count: int) -> None:
    """And leaves it as it is; the rest is checked all the same."""
    from contextlib import closing

    from capptro_tui.db.connection import driver

    with closing(driver.connect(sample.path)) as connection:
        connection.executescript(damage)
    raw(sample.path, "UPDATE customer SET related_text = ' x' WHERE id = 3")
    found = [finding for finding in check.check(sample) if not finding.repaired]
    assert [(finding.what, finding.count) for finding in found] == [(name, count) for name in what]
    assert all(is_plain(finding.message) for finding in found)
    assert damage_to_search(sample.path) == []


def test_damaged_file_is_said_and_left_alone(sample: Database) -> None:
    """Nothing is repaired in a file that SQLite cannot read: every write might spread the damage."""
    raw(sample.path, "DROP TRIGGER customer_search_update")
    sample.close()
    overwrite_root(sample.path, "ix_contact_list_phone")
    before = digest(sample.path)
    [found] = check.check(sample)
    assert (found.what, found.repaired) == ("file", False)
    assert is_plain(found.message)
    sample.close()
    assert digest(sample.path) == before


def test_others_may_read_and_write_between_the_steps(sample: Database) -> None:
    """What is written while a check runs is neither lost nor taken for damage."""
    made = check.Check(sample)
    for step, _ in enumerate(made.run()):
        if step % (1 if SOAK else 7):
            continue
        records.change(sample, Customer, 1, {"name": f"Zebra {step}"})
    assert made.findings == []
    assert Listing(sample, Customer, "zebra").total() == 1
