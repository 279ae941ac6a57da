"""Triggers and views of other programs: named when the file is opened, and nothing is written through them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from capptro_tui.db.connection.inspect import is_verified
from capptro_tui.db.database import Database
from capptro_tui.errors import ForeignStructures, Unusable
from capptro_tui.locations import backup_folder
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates.duplicate_pairs import catch_up
from capptro_tui.services.history import undo
from capptro_tui.services.integrity import check
from capptro_tui.services.records import records
from tests.support import BY, Clock, add_customer, dump, is_plain, raw

FOREIGN = {
    "empties a table": "CREATE TRIGGER tidy AFTER UPDATE ON customer BEGIN DELETE FROM note; END",
    "changes what is saved": (
        "CREATE TRIGGER shout AFTER INSERT ON customer BEGIN UPDATE customer SET name = upper(name); END"
    ),
    "is on the journal": "CREATE TRIGGER forget AFTER INSERT ON change BEGIN DELETE FROM change WHERE id = 1; END",
    "is a view": "CREATE VIEW totals AS SELECT count(*) FROM customer",
    "is on a view": "CREATE TRIGGER hook INSTEAD OF INSERT ON customer_search BEGIN SELECT 1; END",
    "has a name like ours": "CREATE TRIGGER balance_helper AFTER INSERT ON payment BEGIN DELETE FROM payment; END",
    "needs quotes": 'CREATE TRIGGER "a""b\'c; --" AFTER DELETE ON note BEGIN SELECT 1; END',
}


@pytest.fixture(params=FOREIGN.values(), ids=FOREIGN.keys())
def ruled(request: pytest.FixtureRequest, sample: Database) -> Database:
    """The sample business, with a structure of another program in it, opened anew."""
    sample.close()
    raw(sample.path, request.param)
    return Database.open(sample.path, by=BY, clock=Clock())


def test_nothing_is_written(ruled: Database) -> None:
    """Neither records nor what is made from them; reading goes on, and the structures are named."""
    before = dump(ruled)
    writes: list[Callable[[], object]] = [
        lambda: add_customer(ruled, "Acme"),
        lambda: records.change(ruled, Customer, 1, {"name": "Acme"}),
        lambda: undo.undo(ruled),
        lambda: catch_up(ruled),
    ]
    for write in writes:
        with pytest.raises(ForeignStructures) as refused:
            write()
        assert is_plain(str(refused.value).replace(str(ruled.path), "FILE"))
        assert len(refused.value.names) == 1
    assert dump(ruled) == before
    assert ruled.find_foreign() == [*refused.value.names]


def test_a_check_names_and_leaves_them(ruled: Database) -> None:
    """It repairs nothing beside them: that would run through them, too."""
    before = raw(ruled.path, "SELECT name, sql FROM sqlite_master ORDER BY 1"), dump(ruled)
    made = check.Check(ruled)
    assert list(made.run()) is not None
    assert [(finding.what, finding.count, finding.repaired) for finding in made.findings] == [("foreign", 1, False)]
    assert made.foreign is not None
    assert (raw(ruled.path, "SELECT name, sql FROM sqlite_master ORDER BY 1"), dump(ruled)) == before


def test_they_are_removed_on_a_yes(ruled: Database, sample_file: Path) -> None:
    """The database as it was is kept, and afterwards it is as if they had never been."""
    theirs = raw(ruled.path, "SELECT name, sql FROM sqlite_master ORDER BY 1")
    made = check.Check(ruled, remove_foreign=True)
    list(made.run())
    assert made.foreign is None
    assert all(finding.repaired for finding in made.findings)
    [copy] = backup_folder(ruled.path).glob("*.db")
    assert raw(copy, "SELECT name, sql FROM sqlite_master ORDER BY 1") == theirs
    assert str(copy) in made.findings[0].message
    ours = "SELECT name, sql FROM sqlite_master WHERE sql NOTNULL ORDER BY 1"
    assert raw(ruled.path, ours) == raw(sample_file, ours)
    assert check.check(ruled) == []
    assert add_customer(ruled, "Acme")


def test_one_that_comes_while_the_database_is_open(sample: Database) -> None:
    """The next write finds it."""
    add_customer(sample, "Before")
    raw(sample.path, FOREIGN["empties a table"])
    with pytest.raises(ForeignStructures):
        add_customer(sample, "After")


def test_one_of_ours_that_was_changed(sample: Database) -> None:
    """By its name it is ours, by what it does it is not."""
    raw(sample.path, "DROP TRIGGER balance_payment_added")
    raw(sample.path, "CREATE TRIGGER balance_payment_added AFTER INSERT ON payment BEGIN DELETE FROM note; END")
    with pytest.raises(ForeignStructures, match="balance_payment_added"):
        add_customer(sample, "Acme")
    list(check.Check(sample, remove_foreign=True).run())
    assert check.check(sample) == []
    assert add_customer(sample, "Acme")


def test_one_of_ours_that_is_missing(sample: Database) -> None:
    """Sums would be wrong without it: nothing is saved before it is there again."""
    raw(sample.path, "DROP TRIGGER balance_payment_added")
    with pytest.raises(Unusable, match="capptro check") as refused:
        add_customer(sample, "Acme")
    assert is_plain(str(refused.value).replace(str(sample.path), "FILE"))
    check.check(sample)
    assert add_customer(sample, "Acme")


def test_what_harms_nothing_is_no_matter(sample: Database) -> None:
    """Another program's index or table, and a vacuumed file; that all is well is remembered."""
    raw(sample.path, "CREATE INDEX theirs ON customer (fax)")
    raw(sample.path, "CREATE TABLE theirs_too (x)")
    raw(sample.path, "VACUUM")
    assert sample.find_foreign() == []
    assert add_customer(sample, "Acme")
    with sample.reading() as connection:
        assert is_verified(connection)


def test_an_older_database_is_not_brought_up_to_date_through_them(
    sample: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would be dropped by it; they are named instead, and the file stays as it is."""
    from capptro_tui.db.schema import head

    raw(sample.path, FOREIGN["empties a table"])
    sample.close()
    older = Path(shutil.copy(sample.path, tmp_path / "older.db"))
    before = raw(older, "SELECT name, sql FROM sqlite_master ORDER BY 1")
    monkeypatch.setattr(head, "HEAD", "9990")
    with pytest.raises(ForeignStructures, match="trigger tidy"):
        Database.open(older)
    assert raw(older, "SELECT name, sql FROM sqlite_master ORDER BY 1") == before
