"""What a window still reads of a file that went away is saved as a copy; of what was copied over nothing is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.db.recovery.rescue import can_be_rescued, rescue
from capptro_tui.errors import FileReplaced, Refused
from tests.support import BY, Clock, add_customer, digest, is_plain, is_sound, raw


@pytest.fixture
def window(tmp_path: Path, empty_file: Path) -> Iterator[Database]:
    """A window with one customer in the main file and one in the log."""
    (tmp_path / "desk").mkdir()
    path = Path(shutil.copy(empty_file, tmp_path / "desk" / "desk.db"))
    opened = Database.open(path, by=BY, clock=Clock())
    add_customer(opened, "Settled")
    opened.settle()
    add_customer(opened, "In the log")
    yield opened
    opened.close()


def rename(path: Path, _: Path) -> None:
    path.rename(path.with_name("away.db"))


def unlink(path: Path, _: Path) -> None:
    path.unlink()


def replace(path: Path, other: Path) -> None:
    os.replace(shutil.copy(other, path.with_name("new.db")), path)


def replace_by_nothing(path: Path, _: Path) -> None:
    path.unlink()
    path.touch()


def move_folder(path: Path, _: Path) -> None:
    path.parent.rename(path.parent.with_name("away"))


@pytest.mark.parametrize("accident", [rename, unlink, replace, replace_by_nothing, move_folder])
def test_everything_is_saved(
    window: Database, empty_file: Path, home: Path, accident: Callable[[Path, Path], None]
) -> None:
    """Beside the file, or in the home folder where there is no such folder; private, sound, and a database of its
    own. What lies at the path stays as it is."""
    accident(window.path, empty_file)
    there = digest(window.path) if window.path.exists() else ""
    with pytest.raises(FileReplaced):
        add_customer(window, "Lost")
    assert can_be_rescued(window)
    done = rescue(window)
    assert done.is_complete
    assert done.path.name == "desk-rescued-20260316-090000.db"
    assert done.path.parent == (window.path.parent if window.path.parent.exists() else home)
    assert done.path.stat().st_mode & 0o777 == 0o600
    assert raw(done.path, "SELECT name FROM customer ORDER BY id") == [("Settled",), ("In the log",)]
    assert is_sound(done.path)
    assert (digest(window.path) if window.path.exists() else "") == there
    assert rescue(window).path != done.path
    opened = Database.open(done.path, by=BY)
    assert add_customer(opened)
    opened.close()


def test_of_what_was_copied_over_there_is_no_copy(window: Database, empty_file: Path) -> None:
    """A copy would be a mixture of two files."""
    shutil.copyfile(empty_file, window.path)
    with pytest.raises(FileReplaced):
        add_customer(window, "Lost")
    assert not can_be_rescued(window)
    with pytest.raises(Refused, match="copied over") as refused:
        rescue(window)
    assert is_plain(str(refused.value).replace(str(window.path), "FILE"))
    assert [path.name for path in window.path.parent.iterdir() if "rescued" in path.name] == []


def test_a_mixture_is_not_kept(window: Database, empty_file: Path) -> None:
    """Copied over first, and then moved away."""
    window.settle()
    shutil.copyfile(empty_file, window.path)
    raw(window.path, "UPDATE database_file SET database_id = 'another'")
    window.path.rename(window.path.with_name("away.db"))
    with pytest.raises(Refused) as refused:
        rescue(window)
    assert is_plain(str(refused.value).replace(str(window.path), "FILE"))
    assert [path.name for path in window.path.parent.iterdir() if "rescued" in path.name] == []


@pytest.mark.skipif(not driver.WAL_IS_SAFE, reason="this SQLite keeps no write-ahead log")
def test_what_another_program_has_taken_of_the_log_is_said(window: Database, empty_file: Path) -> None:
    """It has copied our log into the file that it has put there: the copy is of the state before."""
    replace(window.path, empty_file)
    program = (
        "import sys; from capptro_tui.db.connection.driver import sqlite; c = sqlite.connect(sys.argv[1]);"
        "print(c.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone())"
    )
    subprocess.run([sys.executable, "-c", program, str(window.path)], check=True)
    done = rescue(window)
    assert raw(done.path, "SELECT name FROM customer ORDER BY id") == [("Settled",)]
    assert not done.is_complete


def test_where_there_is_no_room(window: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, and nothing half-made is left."""
    from capptro_tui.db.connection import backup

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    window.path.rename(window.path.with_name("away.db"))
    monkeypatch.setattr(backup.NewFile, "finish", full)
    with pytest.raises(Refused) as refused:
        rescue(window)
    assert is_plain(str(refused.value).replace(str(window.path.parent), "FOLDER"))
    assert not any("rescued" in path.name or path.name.startswith(".capptro") for path in window.path.parent.iterdir())
