"""What is said of the backups, and what is called wrong."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.backups import overview, taking
from capptro_tui.services.backups.overview import read_overview
from capptro_tui.services.backups.store import list_backups, local_backups
from capptro_tui.services.records import records
from tests.support import Clock, add_customer, is_plain, raw


@pytest.fixture
def stick(database: Database, tmp_path: Path) -> Path:
    """A second place, named in the settings."""
    folder = tmp_path / "stick"
    folder.mkdir()
    records.change(database, Settings, 1, {"second_backup_folder": str(folder)})
    return folder


class TestProblems:
    def test_none_before_anything_is_written(self, database: Database, clock: Clock) -> None:
        clock.forward(days=400)
        assert read_overview(database).problems == ()

    def test_an_old_one_counts_only_if_something_was_written(self, database: Database, clock: Clock) -> None:
        """Two days; a desk that was closed for weeks has no problem."""
        add_customer(database)
        taking.take_backup(database, "daily")
        clock.forward(days=9)
        assert read_overview(database).problems == ()
        add_customer(database)
        [problem] = read_overview(database).problems
        assert "9 days old" in problem
        clock.forward(days=-7.5)
        assert read_overview(database).problems == ()

    def test_a_try_that_failed(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """Until one goes well."""

        def full(*_: object) -> None:
            raise Refused("The disk is full. Make room.")

        add_customer(database)
        backup_folder(database.path).touch()
        with pytest.raises(Refused):
            taking.take_backup(database, "daily")
        backup_folder(database.path).unlink()
        backup_folder(database.path).mkdir()
        with monkeypatch.context() as patched:
            patched.setattr(Database, "copy", full)
            with pytest.raises(Refused):
                taking.take_backup(database, "daily")
        [problem] = read_overview(database).problems
        assert problem.startswith("No backup could be taken: The disk is full.")
        assert is_plain(problem)
        taking.take_backup(database, "by-hand")
        assert read_overview(database).problems == ()

    def test_a_second_place_that_is_missing(self, database: Database, stick: Path) -> None:
        """It is looked for now, not when the last backup was taken."""
        taking.take_backup(database, "by-hand")
        assert read_overview(database).problems == ()
        stick.rename(stick.with_name("pulled out"))
        [problem] = read_overview(database).problems
        assert str(stick) in problem
        assert is_plain(problem.replace(str(stick), "FOLDER"))
        stick.with_name("pulled out").rename(stick)
        assert read_overview(database).problems == ()

    @pytest.mark.usefixtures("stick")
    def test_a_second_place_that_cannot_be_written_to(self, database: Database) -> None:
        folder = taking.second_folder(database)
        assert folder is not None
        folder.touch()
        taking.take_backup(database, "by-hand")
        [problem] = read_overview(database).problems
        assert "was not brought up to date" in problem
        records.change(database, Settings, 1, {"second_backup_folder": ""})
        assert read_overview(database).problems == ()


class TestWhatThereIs:
    def test_of_both_places_newest_first(self, database: Database, stick: Path, clock: Clock) -> None:
        first = taking.take_backup(database, "by-hand")
        clock.forward(hours=3)
        second = taking.take_backup(database, "by-hand")
        seen = read_overview(database)
        assert [backup.path.name for backup in seen.backups] == [second.path.name] * 2 + [first.path.name] * 2
        assert (seen.newest, seen.second) == (second, stick)
        assert seen.second_newest is not None
        assert seen.second_newest.path.name == second.path.name

    def test_the_second_place_is_brought_up_to_date_when_it_is_there_again(
        self, database: Database, stick: Path, clock: Clock
    ) -> None:
        """With the newest backup and its documents, once; a folder that was named after the backup, too."""
        stick.rename(stick.with_name("pulled out"))
        made = taking.take_backup(database, "by-hand")
        taking.update_second_place(database)
        assert taking.read_state(database.path).second_problem
        assert not stick.exists()
        stick.with_name("pulled out").rename(stick)
        clock.forward(hours=1)
        for _ in range(3):
            taking.update_second_place(database)
        folder = taking.second_folder(database)
        assert folder is not None
        assert [backup.path.name for backup in list_backups(folder)] == [made.path.name]
        assert taking.read_state(database.path) == taking.State("", "2026-03-16T10:00:00", "")

    @pytest.mark.usefixtures("stick")
    def test_one_of_before_the_database_had_an_identity(self, database: Database) -> None:
        """As the one that an upgrade takes: it is copied once, not every hour."""
        made = taking.take_backup(database, "before-upgrade")
        raw(made.path, "DROP TABLE database_file")
        folder = taking.second_folder(database)
        assert folder is not None
        shutil.rmtree(folder)
        for _ in range(3):
            taking.update_second_place(database)
        assert len(list_backups(folder)) == 1


class TestAClockThatWasAhead:
    def test_does_not_stop_the_daily_backups(self, database: Database, clock: Clock) -> None:
        """Nor is one taken every hour until that day comes."""
        clock.forward(days=1500)
        add_customer(database)
        assert taking.take_daily_backup(database) is not None
        clock.forward(days=-1500)
        add_customer(database)
        assert taking.take_daily_backup(database) is not None
        add_customer(database)
        assert taking.take_daily_backup(database) is None
        clock.forward(days=1.5)
        assert taking.take_daily_backup(database) is not None
        newest = read_overview(database).newest
        assert newest is not None
        assert newest.taken == datetime(2026, 3, 17, 21)

    def test_nothing_is_emptied_without_a_new_backup(self, database: Database, clock: Clock) -> None:
        clock.forward(days=1500)
        taking.take_backup(database, "daily")
        clock.forward(days=-1500)
        taking.take_backup_before(database, "before-emptying")
        assert [backup.reason for backup in local_backups(database.path)] == ["daily", "before-emptying"]


@pytest.mark.usefixtures("stick")
def test_a_second_place_that_does_not_answer(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for as long as a person would: the rest is told without it."""
    monkeypatch.setattr(taking, "answered", lambda _, otherwise: otherwise)
    monkeypatch.setattr(overview, "answered", lambda _, otherwise: otherwise)
    made = taking.take_backup(database, "by-hand")
    seen = read_overview(database)
    assert seen.backups == [made]
    assert "is not there" in seen.problems[0]
