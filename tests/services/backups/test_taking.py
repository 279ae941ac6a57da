"""Backups are whole, private, checked, taken by themselves, and there are not too many of them."""

from __future__ import annotations

import os
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.db.connection import backup as copying
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Invalid, Refused
from capptro_tui.locations import backup_folder
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.backups import store, taking
from capptro_tui.services.backups.store import Backup, local_backups
from capptro_tui.services.documents import attachments
from capptro_tui.services.history import trash
from capptro_tui.services.integrity import check
from capptro_tui.services.records import bulk, records
from capptro_tui.storage.private_files import remove
from tests.support import Clock, add_customer, get, is_plain, is_sound, raw

CONTENT = b"%PDF-1.7 an offer"


@pytest.fixture
def document(database: Database, tmp_path: Path) -> str:
    """The hash of a document of the first customer."""
    source = tmp_path / "mine" / "offer.pdf"
    source.parent.mkdir()
    source.write_bytes(CONTENT)
    done = attachments.attach(database, Customer, add_customer(database), [source])
    return str(get(database, Attachment, done.row_id)["sha256"])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestOne:
    def test_has_everything_and_is_its_owners_alone(self, sample: Database) -> None:
        """A file alone, checked, also while somebody writes; what is not committed is not in it."""
        before = os.umask(0)
        try:
            with sample.write("test") as transaction:
                transaction.add(Customer, {"name": "Not committed yet"})
                made = taking.take_backup(sample, "by-hand")
        finally:
            os.umask(before)
        names = raw(made.path, "SELECT name FROM customer")
        assert len(names) > 40
        assert ("Not committed yet",) not in names
        assert is_sound(made.path)
        assert (mode(made.path), mode(made.path.parent)) == (0o600, 0o700)
        assert [path.name for path in made.path.parent.iterdir() if path.name.startswith(".")] == []

    def test_its_name_says_when_and_why(self, database: Database) -> None:
        made = taking.take_backup(database, "daily")
        assert made.path.name == "desk-20260316-090000-daily.db"
        assert (made.taken, made.reason, made.why) == (datetime(2026, 3, 16, 9), "daily", "daily")
        again = taking.take_backup(database, "daily")
        assert again.path != made.path
        assert len(local_backups(database.path)) == 2

    def test_documents_are_with_it(self, database: Database, document: str) -> None:
        """Once each, by their hash; what a backup names outlives the trash and the sweep."""
        taking.take_backup(database, "by-hand")
        folder = backup_folder(database.path)
        assert (folder / "documents" / document[:2] / document).read_bytes() == CONTENT
        Files(database.path).path(document).unlink()
        taking.take_backup(database, "by-hand")
        assert len(list((folder / "documents").rglob("*"))) == 2

    def test_a_document_that_only_a_backup_names_is_not_swept(self, database: Database, document: str) -> None:
        """The journal may be older than the document after a restore."""
        taking.take_backup(database, "by-hand")
        raw(database.path, "DELETE FROM change WHERE record = 'attachment'")
        raw(database.path, "DELETE FROM attachment")
        path = Files(database.path).path(document)
        os.utime(path, (1, 1))
        assert attachments.sweep(database) == 0
        assert path.exists()
        for backup in local_backups(database.path):
            remove(backup.path)
        assert attachments.sweep(database) == 1

    def test_of_a_damaged_database_none_is_kept(self, sample: Database) -> None:
        """It is refused and noted; a bad copy has no good name."""
        sample.close()
        content = bytearray(sample.path.read_bytes())
        for start in range(4096 * 40, len(content), 4096 * 7):
            content[start : start + 4096] = b"\xff" * 4096
        sample.path.write_bytes(content)
        with pytest.raises(Refused) as refused:
            taking.take_backup(sample, "by-hand")
        assert is_plain(str(refused.value).replace(str(sample.path), "FILE"))
        assert local_backups(sample.path) == []
        assert taking.read_state(sample.path).problem == str(refused.value)
        assert [path.name for path in backup_folder(sample.path).iterdir()] == ["state.json"]

    def test_that_has_not_all_rows_is_refused(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        counts = iter([{"customer": 1}, {"customer": 2}])
        monkeypatch.setattr(copying, "count_rows", lambda _: next(counts))
        with pytest.raises(Refused, match="does not have all rows"):
            taking.take_backup(database, "by-hand")
        assert local_backups(database.path) == []


class TestToAFile:
    def test_with_its_documents(self, database: Database, document: str, tmp_path: Path) -> None:
        """It can be opened where it is, like any database."""
        made = taking.copy_to(database, tmp_path / "stick.db")
        opened = Database.open(made)
        assert check.check(opened) == []
        assert Files(made).has(document)
        opened.close()

    def test_into_a_folder(self, database: Database, tmp_path: Path) -> None:
        (tmp_path / "stick").mkdir()
        assert taking.copy_to(database, tmp_path / "stick").name == "desk-20260316-090000-by-hand.db"

    def test_nothing_is_overwritten(self, database: Database, tmp_path: Path) -> None:
        """Neither a file nor what a link leads to, nor the database itself."""
        there = tmp_path / "there.db"
        there.write_text("mine")
        (tmp_path / "link.db").symlink_to(tmp_path / "nowhere")
        for target in (there, tmp_path / "link.db", database.path):
            with pytest.raises(Refused, match="nothing is overwritten"):
                taking.copy_to(database, target)
        assert there.read_text() == "mine"
        with pytest.raises(Refused, match="There is no folder"):
            taking.copy_to(database, tmp_path / "nowhere" / "copy.db")


class TestByThemselves:
    def test_once_a_day(self, database: Database, clock: Clock) -> None:
        """When something was written since the last one."""
        assert taking.take_daily_backup(database) is None
        add_customer(database)
        assert taking.take_daily_backup(database) is not None
        add_customer(database)
        clock.forward(hours=23)
        assert taking.take_daily_backup(database) is None
        clock.forward(hours=2)
        assert taking.take_daily_backup(database) is not None
        clock.forward(days=9)
        assert taking.take_daily_backup(database) is None

    def test_before_the_trash_is_emptied(self, database: Database) -> None:
        """What was in it is in the backup; no second one is taken of the same state."""
        trash.delete(database, Customer, add_customer(database, "Gone"))
        trash.empty(database)
        [made] = local_backups(database.path)
        assert made.reason == "before-emptying"
        assert raw(made.path, "SELECT name FROM customer") == [("Gone",)]
        with pytest.raises(Refused, match="The trash is empty"):
            trash.empty(database)
        assert len(local_backups(database.path)) == 1

    def test_before_many_are_changed(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bulk, "MANY", 3)
        ids = [add_customer(database, f"Customer {place}") for place in range(3)]
        bulk.change(database, Customer, ids[:2], {"area": "North"})
        assert local_backups(database.path) == []
        bulk.change(database, Customer, ids, {"area": "South"})
        bulk.delete(database, Customer, ids)
        assert [backup.reason for backup in local_backups(database.path)] == ["before-bulk"] * 2

    def test_without_one_the_trash_is_not_emptied(self, database: Database) -> None:
        trash.delete(database, Customer, add_customer(database, "Gone"))
        backup_folder(database.path).touch()
        with pytest.raises(Refused, match="A backup cannot be put into"):
            trash.empty(database)
        assert raw(database.path, "SELECT name FROM customer") == [("Gone",)]


class TestSecondPlace:
    @pytest.fixture
    def second(self, database: Database, tmp_path: Path) -> Path:
        """A folder on another disk, named in the settings."""
        folder = tmp_path / "stick"
        folder.mkdir()
        records.change(database, Settings, 1, {"second_backup_folder": str(folder)})
        return folder

    def test_has_a_copy_of_each_with_its_documents(self, database: Database, second: Path, document: str) -> None:
        made = taking.take_backup(database, "by-hand")
        folder = taking.second_folder(database)
        assert folder is not None
        assert folder.parent == second
        assert raw(folder / made.path.name, "SELECT * FROM customer") == raw(made.path, "SELECT * FROM customer")
        copied = folder / "documents" / document[:2] / document
        assert copied.read_bytes() == CONTENT
        assert copied.stat().st_nlink == 1
        assert taking.read_state(database.path).second_at == "2026-03-16T09:00:00"

    def test_that_is_missing_is_said_and_no_reason_to_refuse(self, database: Database, second: Path) -> None:
        """It is not made: an empty folder where a disk belongs would be taken for the disk."""
        taking.take_backup(database, "by-hand")
        for path in sorted(second.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        second.rmdir()
        taking.take_backup(database, "by-hand")
        state = taking.read_state(database.path)
        assert str(second) in state.second_problem
        assert is_plain(state.second_problem.replace(str(second), "FOLDER"))
        assert state.second_at
        assert not second.exists()

    def test_two_databases_of_one_name(self, database: Database, second: Path, tmp_path: Path) -> None:
        """Do not get in each other's way."""
        (tmp_path / "other").mkdir()
        other = Database.create(tmp_path / "other" / "desk.db")
        records.change(other, Settings, 1, {"second_backup_folder": str(second)})
        raw(other.path, "UPDATE database_file SET database_id = 'other'")
        other.close()
        other = Database.open(other.path)
        assert taking.second_folder(other) != taking.second_folder(database)
        other.close()

    @pytest.mark.parametrize("folder", ["stick", "./stick", "../stick"])
    def test_is_named_from_the_top(self, database: Database, folder: str) -> None:
        with pytest.raises(Invalid, match="from the top") as refused:
            records.change(database, Settings, 1, {"second_backup_folder": folder})
        assert [problem.field for problem in refused.value.field_errors] == ["second_backup_folder"]


def made(folder: Path, taken: datetime, size: int = 10) -> Backup:
    path = folder / f"desk-{taken:%Y%m%d-%H%M%S}-daily.db"
    path.write_bytes(bytes(size))
    return Backup(path, taken, "daily", size)


class TestThinning:
    @given(hours=st.lists(st.integers(0, 24 * 900), min_size=1, max_size=60, unique=True))
    def test_of_each_time_some_are_kept(self, tmp_path_factory: pytest.TempPathFactory, hours: list[int]) -> None:
        """All of the last day, then the newest of a day, a week, a month, a year; the newest one always."""
        folder = tmp_path_factory.mktemp("backups")
        now = datetime(2026, 11, 27, 10)
        for hour in hours:
            made(folder, now - timedelta(hours=hour))
        before = store.list_backups(folder)
        gone = store.thin(before)
        after = store.list_backups(folder)
        assert {*after, *gone} == {*before}
        assert before[0] in after
        assert all(backup in after for backup in before if backup.taken > before[0].taken - timedelta(days=1))
        assert {backup.taken.year for backup in after} == {backup.taken.year for backup in before}
        days = sorted({backup.taken.date() for backup in before}, reverse=True)[: store.DAYS]
        assert {backup.taken.date() for backup in after} >= set(days)
        assert len(after) <= 24 + store.DAYS + store.WEEKS + store.MONTHS + 4
        assert store.thin(after) == []

    def test_they_take_no_more_than_their_share_of_the_disk(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The oldest go first, never the last good one."""
        usage: Any = type("Usage", (), {"total": 1000})
        monkeypatch.setattr(store.shutil, "disk_usage", lambda _: usage)
        now = datetime(2026, 11, 27, 10)
        for day in range(5):
            made(tmp_path, now - timedelta(days=day), size=40)
        gone = store.thin(store.list_backups(tmp_path))
        assert [backup.taken.day for backup in gone] == [23, 24, 25]
        for path in tmp_path.iterdir():
            path.unlink()
        made(tmp_path, now, size=5000)
        assert store.thin(store.list_backups(tmp_path)) == []

    def test_what_is_not_a_backup_is_left_alone(self, tmp_path: Path) -> None:
        """Logs and files that were set aside, somebody's own files."""
        others = ["set-aside-20260316-090000-desk.db", "desk-20260316-090000-mine.db", "desk.db", "state.json"]
        for name in others:
            (tmp_path / name).write_bytes(b"x")
        (tmp_path / "desk-20260316-090000-daily.db").symlink_to(tmp_path / "desk.db")
        assert store.list_backups(tmp_path) == []
