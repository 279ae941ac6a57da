"""Users: a login belongs to one of them whatever its case, and what they have done stays theirs when it is changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Invalid
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.user import User
from capptro_tui.services.history import trash, trash_list, undo
from capptro_tui.services.history.journal import history
from capptro_tui.services.history.user_names import UserNames, with_names
from capptro_tui.services.integrity.check import check
from capptro_tui.services.records import bulk, records
from capptro_tui.services.search.listing import Listing
from capptro_tui.services.start import demo
from tests.corpus.files import unpack
from tests.support import BY, add, add_customer, add_work_item, get, is_sound, raw

ANN = 1
"""Who writes in the tests is known with the first write."""


@pytest.fixture
def bo(database: Database) -> int:
    return add(database, User, login="bo", full_name="Bo Reed")


def logins(database: Database) -> list[str]:
    return [row["login"] for row in Listing(database, User, sort="id").rows(0, 50)]


class TestLogins:
    @pytest.mark.parametrize("login", ["bo", "BO", "Bo", " bo ", "\uff22\uff2f"])
    @pytest.mark.usefixtures("bo")
    def test_are_unique_whatever_their_case(self, database: Database, login: str) -> None:
        with pytest.raises(Invalid, match=r"is the login of Bo Reed \(U-000002\)\. Choose another"):
            add(database, User, login=login, full_name="Another")
        with pytest.raises(Invalid):
            records.change(database, User, ANN, {"login": login})
        assert logins(database) == ["ann", "bo"]

    def test_are_unique_beyond_ascii(self, database: Database) -> None:
        add(database, User, login="jörg", full_name="Jörg")
        with pytest.raises(Invalid):
            add(database, User, login="JÖRG", full_name="Jörg")

    def test_may_change_their_case(self, database: Database, bo: int) -> None:
        records.change(database, User, bo, {"login": "Bo"})
        assert logins(database) == ["ann", "Bo"]

    def test_of_who_is_in_the_trash_stay_theirs(self, database: Database, bo: int) -> None:
        trash.delete(database, User, bo)
        with pytest.raises(Invalid, match=r"\(U-000002\) in the trash"):
            add(database, User, login="Bo", full_name="Another")

    def test_are_not_set_for_many_at_once(self) -> None:
        assert "login" not in {field.name for field in bulk.settable(User)}

    def test_are_held_by_the_database_too(self, database: Database, bo: int) -> None:
        with pytest.raises(Exception, match="UNIQUE"):
            raw(database.path, "UPDATE user SET login = 'ANN' WHERE id = ?", bo)

    def test_of_the_operating_system_are_known_whatever_their_case(self, database: Database) -> None:
        """Some systems do not care how it is typed."""
        add_customer(database)
        other = Database.open(database.path, by=("ANN", "Somebody else"))
        add_customer(other, "Bolt")
        other.close()
        assert logins(database) == ["ann"]
        assert UserNames(database).full_name("ANN") == "Ann Example"


class TestRenaming:
    def test_keeps_the_work(self, database: Database, bo: int) -> None:
        """What is assigned, what the stamps say, what the history says."""
        item = add_work_item(database, add_customer(database), assigned_user_id=bo)
        records.change(database, User, ANN, {"login": "anna", "full_name": "Anna Sample"})
        records.change(database, User, bo, {"login": "bob", "full_name": "Bob Reed"})
        row = get(database, WorkItem, item)
        assert row["assigned_user"] == "Bob Reed"
        assert row["created_by"] == BY[0]
        assert with_names(database, row)["created_by"] == "Anna Sample"
        assert {event.by for event in history(database)} == {"Anna Sample"}

    def test_makes_nobody_new_of_the_operating_systems_user(self, database: Database) -> None:
        """Who is called otherwise here than by the computer goes on as the same."""
        add_customer(database)
        records.change(database, User, ANN, {"login": "anna"})
        add_customer(database, "Bolt")
        assert logins(database) == ["anna"]
        assert get(database, User, ANN)["former_logins"] == "ann"

    def test_leaves_the_former_login_to_nobody_else(self, database: Database, bo: int) -> None:
        records.change(database, User, bo, {"login": "bob"})
        with pytest.raises(Invalid, match="“BO” was the login of Bo Reed"):
            add(database, User, login="BO", full_name="Another")
        records.change(database, User, bo, {"login": "bo"})
        assert get(database, User, bo)["former_logins"] == "bob"

    def test_is_shown_in_the_trash(self, database: Database) -> None:
        trash.delete(database, Customer, add_customer(database))
        records.change(database, User, ANN, {"login": "anna"})
        assert [one["by"] for one in trash_list.trashed(database, 0, 9)] == ["Ann Example"]

    def test_is_undone(self, database: Database, bo: int) -> None:
        before = get(database, User, bo)
        records.change(database, User, bo, {"login": "bob"})
        undo.undo(database)
        assert get(database, User, bo) == before

    def test_fills_the_former_logins_by_itself(self, database: Database, bo: int) -> None:
        with pytest.raises(Invalid):
            records.change(database, User, bo, {"former_logins": "ann"})


class TestUndo:
    def test_does_not_give_one_login_to_two(self, database: Database, bo: int) -> None:
        """Bo, whose login was undone to be free, and the one who has it by now."""
        renamed = records.change(database, User, bo, {"login": "bob"}).batch
        undo.undo(database)
        add(database, User, login="Bob", full_name="Bob Bold")
        with pytest.raises(Conflict) as error:
            undo.redo(database, renamed)
        assert "Login “bob” is now that of U-000003." in " ".join(error.value.conflicts)
        undo.redo(database, renamed, force=True)
        assert logins(database) == ["ann", "bob-2", "Bob"]

    def test_of_a_removal_neither(self, database: Database, bo: int) -> None:
        trash.delete(database, User, bo)
        emptied = trash.empty(database).batch
        add(database, User, login="BO", full_name="Another")
        with pytest.raises(Conflict) as error:
            undo.undo(database, emptied)
        assert "Login “bo” is now that of U-000003." in " ".join(error.value.conflicts)
        undo.undo(database, emptied, force=True)
        assert get(database, User, bo)["login"] == "bo-2"


def test_users_are_found(database: Database, bo: int) -> None:
    """By name and login, those too that the program has met."""
    add_customer(database)
    found = [[row["id"] for row in Listing(database, User, text).rows(0, 9)] for text in ("reed", "bo", "ann", "exam")]
    assert found == [[bo], [bo], [ANN], [ANN]]


def test_the_sample_may_be_loaded_by_one_of_its_people(empty_file: Path, tmp_path: Path) -> None:
    database = Database.open(Path(shutil.copy(empty_file, tmp_path / "desk.db")), by=("Karen", "Karen M."))
    demo.load(database)
    assert sorted(logins(database)) == ["Karen", "ben", "imran"]
    database.close()


class TestOlderDatabase:
    def test_with_the_same_login_twice_is_brought_up_to_date(self, tmp_path: Path) -> None:
        """Nobody is lost; each keeps what they have done; what the journal knows can be undone."""
        path = unpack("0007", tmp_path).path
        count, first = raw(path, "SELECT count(*), min(id) FROM user")[0]
        [(login,)] = raw(path, "SELECT login FROM user WHERE id = ?", first)
        for name in (login.upper(), login.title(), f"{login}-2"):
            raw(
                path,
                "INSERT INTO user (version, created_at, created_by, modified_at, modified_by, login, full_name)"
                " VALUES (0, '2026-01-01T00:00:00Z', ?, '2026-01-01T00:00:00Z', ?, ?, ?)",
                name, name, name, f"Full {name}",
            )  # fmt: skip
        database = Database.open(path, by=BY)
        rows = database.select("SELECT * FROM user ORDER BY id")
        assert len(rows) >= count + 3
        made = [f"{login.upper()}-3", f"{login.title()}-4", f"{login}-2"]
        assert [row["login"] for row in rows[count : count + 3]] == made
        names = UserNames(database)
        assert names.full_name(login.upper()) == f"Full {login.upper()}"
        assert names.full_name(login.title()) == f"Full {login.title()}"
        assert names.full_name(login) == rows[0]["full_name"]
        assert is_sound(path)
        database.close()

    def test_of_whose_journal_an_undo_brings_no_login_twice(self, tmp_path: Path) -> None:
        """The row, the journal and the check agree."""
        path = unpack("0007", tmp_path).path
        [(login,)] = raw(path, "SELECT login FROM user ORDER BY id LIMIT 1")
        batch = raw(path, "SELECT max(id) FROM batch")[0][0] + 1
        raw(
            path,
            "INSERT INTO batch (id, at, by, verb, summary) VALUES (?, '2026-01-01T00:00:00Z', 'x', 'create', 'x')",
            batch,
        )
        raw(
            path,
            "INSERT INTO user (version, created_at, created_by, modified_at, modified_by, login, full_name)"
            " VALUES (?, '2026-01-01T00:00:00Z', 'x', '2026-01-01T00:00:00Z', 'x', ?, 'Twin')",
            batch, login.upper(),
        )  # fmt: skip
        twin = raw(path, "SELECT max(id) FROM user")[0][0]
        stamps = {"created_at": "2026-01-01T00:00:00Z", "created_by": "x", "modified_at": "2026-01-01T00:00:00Z"}
        row = {**stamps, "modified_by": "x", "id": twin, "version": batch, "login": login.upper(), "full_name": "Twin"}
        delta = json.dumps({name: [None, value] for name, value in row.items()})
        raw(
            path,
            "INSERT INTO change (batch_id, record, row_id, deed, title, delta)"
            " VALUES (?, 'user', ?, 'create', 'Twin', ?)",
            batch, twin, delta,
        )  # fmt: skip
        database = Database.open(path, by=BY)
        assert [finding for finding in check(database) if "user" in str(finding).lower()] == []
        after = database.select("SELECT * FROM user WHERE id = ?", [twin])
        undo.undo(database, batch)
        undo.redo(database, batch)
        assert database.select("SELECT * FROM user WHERE id = ?", [twin]) == after
        database.close()
