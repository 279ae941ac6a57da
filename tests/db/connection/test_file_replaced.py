"""The file is renamed, removed, replaced or copied over while two windows have it open.

Whatever happens to it, no window calls a write saved that is not in the file at the path, none writes into a file that
is not its own, and the database that was opened has all that was acknowledged.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver, file_guard
from capptro_tui.db.connection.leftovers import find_misfit
from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced, NewerSchema, Unusable
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.documents.attachments import attach
from capptro_tui.services.history import undo
from capptro_tui.services.records import records
from tests.support import BY, add_customer, digest, is_plain, is_sound, raw

Accident = Callable[["Desk"], None]


class Desk:
    """A database in two windows, copies of it, and another database to put in its place."""

    def __init__(self, folder: Path, template: Path, other: Path) -> None:
        self.path = folder / "desk.db"
        self.away = folder / "elsewhere" / "desk.db"
        self.away.parent.mkdir()
        shutil.copy(template, self.path)
        self.windows = [Database.open(self.path, by=BY) for _ in range(2)]
        self.names = {"First"}
        add_customer(self.windows[0], "First")
        self.windows[0].settle()
        self.older = shutil.copy(self.path, folder / "older.db")
        for place, window in enumerate(self.windows):
            window.select("SELECT 1")
            add_customer(window, f"Later {place}")
            self.names.add(f"Later {place}")
            window.settle()
        self.other = shutil.copy(other, folder / "other.db")

    def close(self) -> None:
        for window in self.windows:
            window.close()


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of another business."""
    path = tmp_path_factory.mktemp("other") / "other.db"
    made = Database.create(path, by=BY)
    add_customer(made, "Of another business")
    made.close()
    return path


@pytest.fixture
def two(tmp_path: Path, empty_file: Path, other: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, empty_file, other)
    yield desk
    desk.close()


def rename(desk: Desk) -> None:
    desk.path.rename(desk.away)


def remove(desk: Desk) -> None:
    desk.path.unlink()


def replace(desk: Desk) -> None:
    """As a sync program does it: the new file is made beside and renamed over."""
    shutil.copy(desk.path, desk.away)
    desk.other.rename(desk.path)


def replace_by_older(desk: Desk) -> None:
    shutil.copy(desk.path, desk.away)
    Path(desk.older).rename(desk.path)


def copy_over(desk: Desk) -> None:
    shutil.copy(desk.path, desk.away)
    shutil.copyfile(desk.other, desk.path)


def copy_older_over(desk: Desk) -> None:
    shutil.copy(desk.path, desk.away)
    shutil.copyfile(desk.older, desk.path)


def copy_text_over(desk: Desk) -> None:
    shutil.copy(desk.path, desk.away)
    desk.path.write_text("Name,Phone\nAcme,123\n" * 3000)


def empty(desk: Desk) -> None:
    shutil.copy(desk.path, desk.away)
    os.truncate(desk.path, 0)


ACCIDENTS: list[Accident] = [
    rename, remove, replace, replace_by_older, copy_over, copy_older_over, copy_text_over, empty,
]  # fmt: skip


def saved_at(path: Path) -> set[str]:
    """The names of the customers in a database that no window has open."""
    return {name for (name,) in raw(path, "SELECT name FROM customer")}


@pytest.mark.parametrize("accident", ACCIDENTS, ids=lambda accident: accident.__name__)
class TestNothingIsWritten:
    def test_no_window_saves(self, two: Desk, accident: Accident) -> None:
        """Each says so in a sentence; what lies at the path by then stays as it is, to the last byte, also when the
        windows close."""
        accident(two)
        there = digest(two.path) if two.path.exists() else ""
        for window in two.windows:
            for _ in range(2):
                with pytest.raises(FileReplaced) as refused:
                    add_customer(window, "Lost")
                assert is_plain(str(refused.value).replace(str(two.path), "FILE"))
        two.close()
        assert (digest(two.path) if two.path.exists() else "") == there
        if two.away.exists():
            assert saved_at(two.away) == two.names
            assert is_sound(two.away)

    def test_nothing_else_is_written(self, two: Desk, accident: Accident, tmp_path: Path) -> None:
        """No undo, no upkeep, no document, no checkpoint."""
        document = tmp_path / "offer.pdf"
        document.write_bytes(b"offer")
        accident(two)
        there = digest(two.path) if two.path.exists() else ""
        window = two.windows[0]

        def maintain() -> None:
            with window.maintenance("test"):
                raise AssertionError

        for write in (
            lambda: undo.undo(window),
            maintain,
            lambda: attach(window, Customer, 1, [document]),
            lambda: records.change(window, Customer, 1, {"name": "Lost"}),
        ):
            with pytest.raises(Unusable):
                write()
        assert (digest(two.path) if two.path.exists() else "") == there
        assert not list(tmp_path.glob("*.files/??/*"))

    def test_with_changes_in_the_log(self, two: Desk, accident: Accident) -> None:
        """What was saved a moment before and is not in the main file yet does not get into the wrong file either; when
        the right file is put back, it is there."""
        add_customer(two.windows[1], "In the log")
        right = shutil.copy(two.path, two.path.with_name("right.db"))
        accident(two)
        there = digest(two.path) if two.path.exists() else ""
        with pytest.raises(FileReplaced):
            add_customer(two.windows[0], "Lost")
        two.close()
        assert (digest(two.path) if two.path.exists() else "") == there
        if accident is not empty and driver.WAL_IS_SAFE:
            assert find_misfit(two.path) is not None
        two.path.unlink(missing_ok=True)
        Path(right).rename(two.path)
        opened = Database.open(two.path)
        opened.close()
        assert saved_at(two.path) == two.names | {"In the log"}
        assert is_sound(two.path)


class TestBetween:
    """The accident happens inside a save."""

    @pytest.mark.parametrize("accident", [rename, remove, replace], ids=lambda accident: accident.__name__)
    def test_after_the_commit(self, two: Desk, accident: Accident, monkeypatch: pytest.MonkeyPatch) -> None:
        """What went to a file that nobody finds is not called saved."""
        committed = file_guard.FileGuard.committed

        def late(guard: file_guard.FileGuard, *arguments: int) -> None:
            accident(two)
            committed(guard, *arguments)

        monkeypatch.setattr(file_guard.FileGuard, "committed", late)
        with pytest.raises(FileReplaced, match="not in the file that is there now"):
            add_customer(two.windows[0], "Lost")

    @pytest.mark.parametrize("accident", [rename, remove, replace, copy_over], ids=lambda accident: accident.__name__)
    def test_while_it_is_opened(self, two: Desk, accident: Accident, monkeypatch: pytest.MonkeyPatch) -> None:
        """A connection that is opened later is to the same file, or it is not used."""
        window = two.windows[0]
        connect = driver.sqlite.connect

        def late(*arguments: object, **options: object) -> object:
            if two.path.exists() and two.path.stat().st_ino == before:
                accident(two)
            return connect(*arguments, **options)

        before = two.path.stat().st_ino
        monkeypatch.setattr(driver.sqlite, "connect", late)
        with pytest.raises(Unusable):
            add_customer(window, "Lost")

    def test_nothing_is_read_of_another_file(self, two: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """A connection that got another file is closed before it has seen the log of ours."""
        asked: list[str] = []
        connect = driver.sqlite.connect

        def late(*arguments: object, **options: object) -> object:
            replace(two)
            connection = connect(*arguments, **options)
            connection.set_trace_callback(asked.append)
            return connection

        monkeypatch.setattr(driver.sqlite, "connect", late)
        with pytest.raises(FileReplaced):
            driver.connect(two.path, verify=two.windows[0].guard.check_path)
        assert asked == []


def test_the_same_file_put_back_is_used_on(two: Desk) -> None:
    """A file that was moved away and comes back is the one that was opened."""
    two.path.rename(two.away)
    with pytest.raises(FileReplaced, match="is gone"):
        add_customer(two.windows[0], "Lost")
    two.away.rename(two.path)
    add_customer(two.windows[0], "Saved")
    two.close()
    assert saved_at(two.path) == two.names | {"Saved"}


@pytest.mark.skipif(not driver.WAL_IS_SAFE, reason="this SQLite writes into the main file at once")
def test_a_copy_of_the_very_state_changes_nothing(two: Desk) -> None:
    """What is copied over is what was there: a backup program that writes the file back."""
    copy = shutil.copy(two.path, two.away)
    add_customer(two.windows[0], "In the log")
    shutil.copyfile(copy, two.path)
    add_customer(two.windows[1], "Saved")
    two.close()
    assert saved_at(two.path) == two.names | {"In the log", "Saved"}
    assert is_sound(two.path)


def test_reading_ends_when_another_file_is_there(two: Desk) -> None:
    """Its log has the name of ours: what would be read is neither the one nor the other."""
    replace(two)
    with pytest.raises(FileReplaced):
        two.windows[0].select("SELECT 1")


def test_reading_goes_on_when_the_file_is_only_gone(two: Desk) -> None:
    """What is on the screen can still be looked at and copied."""
    window = two.windows[0]
    assert len(window.select("SELECT id FROM customer")) == 3
    two.path.unlink()
    assert len(window.select("SELECT id FROM customer")) == 3


def test_a_newer_version_of_the_program_has_changed_it(two: Desk) -> None:
    """A window of the older version saves nothing any more."""
    raw(two.path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema) as refused:
        add_customer(two.windows[0], "Lost")
    assert is_plain(str(refused.value).replace(str(two.path), "FILE"))
    assert saved_at(two.path) == two.names
