"""Where things are kept, who is at the desk, and the trash as one list."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capptro_tui.db.database import Database, os_user
from capptro_tui.locations import backup_folder, config_path, database_path, log_path, shipped
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash, trash_list
from tests.support import Clock, add_contact, add_customer, add_work_item


class TestLocations:
    def test_database_of_the_user(self, home: Path) -> None:
        """In the user's data folder, which is not made by asking."""
        assert home in database_path().parents
        assert database_path().name == "capptro.db"
        assert list(home.iterdir()) == []

    def test_named_by_the_environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """CAPPTRO_DB; an empty one counts as none."""
        monkeypatch.setenv("CAPPTRO_DB", str(tmp_path / "other.db"))
        assert database_path() == tmp_path / "other.db"
        monkeypatch.setenv("CAPPTRO_DB", "")
        assert database_path().name == "capptro.db"

    def test_named_on_the_command_line(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path) -> None:
        """--db goes before the environment; ~ and relative names are understood."""
        monkeypatch.setenv("CAPPTRO_DB", str(tmp_path / "other.db"))
        monkeypatch.chdir(tmp_path)
        assert database_path(tmp_path / "this.db") == tmp_path / "this.db"
        assert database_path("~/mine.db") == home / "mine.db"
        assert database_path("here.db") == tmp_path / "here.db"

    def test_all_in_the_home(self, home: Path) -> None:
        """Config and log too; backups are beside their database."""
        assert home in config_path().parents
        assert home in log_path().parents
        assert backup_folder(Path("/data/desk.db")) == Path("/data/desk.db-backups")

    def test_shipped_files_are_there(self) -> None:
        """In a checkout as in an installed package."""
        assert shipped("picklists.json").is_file()
        assert shipped("sample", "customers.json").is_file()


class TestWho:
    def test_the_operating_systems_user(self) -> None:
        """Login and a name, whatever the system knows."""
        login, name = os_user()
        assert login == getpass.getuser()
        assert name

    def test_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A container without a user still writes as somebody."""

        def unknown() -> str:
            raise OSError("no user")

        monkeypatch.setattr(getpass, "getuser", unknown)
        assert all(os_user())

    def test_clock_of_the_computer(self, database: Database) -> None:
        """Without another clock the time is now."""
        opened = Database.open(database.path)
        before = datetime.now(UTC).replace(tzinfo=None)
        assert before <= opened.now() <= datetime.now(UTC).replace(tzinfo=None)


class TestTrashList:
    def test_deleted_last_comes_first(self, database: Database, clock: Clock) -> None:
        """All types together, with names, when and by whom."""
        for name in ("Acme", "Bolt"):
            add_customer(database, name)
        add_work_item(database, None, "Mend roof")
        trash.delete(database, Customer, 2)
        clock.forward(hours=1)
        trash.delete(database, WorkItem, 1)
        rows = trash_list.trashed(database, 0, 10)
        assert [(row["record"], row["row_id"], row["title"]) for row in rows] == [
            (WorkItem, 1, "Mend roof"),
            (Customer, 2, "Bolt"),
        ]
        assert [row["at"] for row in rows] == ["2026-03-16T10:00:00Z", "2026-03-16T09:00:00Z"]
        assert trash_list.count(database) == 2

    def test_window(self, database: Database) -> None:
        """Pages of it, each row once."""
        customer = add_customer(database)
        for name in ("Bea", "Cy", "Dee"):
            add_contact(database, customer, name)
        trash.delete(database, Customer, customer)
        pages = [row for start in range(0, 6, 2) for row in trash_list.trashed(database, start, 2)]
        assert [row["id"] for row in pages] == [row["id"] for row in trash_list.trashed(database, 0, 10)]
        assert {(row["record"], row["row_id"]) for row in pages} == {(Customer, 1), *((Contact, n) for n in (1, 2, 3))}
        assert trash_list.count(database) == len({row["id"] for row in pages}) == 4
