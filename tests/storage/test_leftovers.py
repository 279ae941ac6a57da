"""Sweeping: only what is certainly a leftover of this program goes, and nothing that may be somebody's data."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import time
from typing import Any

import pytest

from capptro_tui.locations import backup_folder, config_path, document_folder, drafts_folder, log_path
from capptro_tui.storage import temporary
from capptro_tui.storage.leftovers import OPENED, sweep_folder, sweep_leftovers
from capptro_tui.storage.temporary import temporary_name
from tests.support import name_of_a_dead_process

TWO_HOURS, TWO_DAYS, TWO_WEEKS = 7200, 48 * 3600, 14 * 24 * 3600


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a database would be; the system's temporary files are in `tmp` beside it."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "desk.db"


def made(path: Path, age: float = TWO_HOURS, content: bytes = b"half") -> Path:
    """A file that was last written so many seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (time() - age,) * 2)
    return path


class TestWhere:
    def test_in_every_folder_of_the_program(self, desk: Path) -> None:
        """Beside the database, among documents and backups, where the config is, the log, and drafts."""
        folders = [desk.parent, document_folder(desk), backup_folder(desk), config_path().parent, log_path().parent]
        folders.append(drafts_folder())
        paths = [made(folder / name_of_a_dead_process()) for folder in folders]
        assert sweep_leftovers(desk) == len(paths)
        assert not any(path.exists() for path in paths)

    def test_where_a_link_to_the_config_leads(self, desk: Path, tmp_path: Path) -> None:
        """New ones are made there, too."""
        real = made(tmp_path / "dotfiles" / "config.toml")
        config_path().parent.mkdir(parents=True)
        config_path().symlink_to(real)
        left = made(real.with_name(name_of_a_dead_process()))
        assert sweep_leftovers(desk) == 1
        assert (left.exists(), real.exists()) == (False, True)

    def test_not_behind_a_link(self, desk: Path, tmp_path: Path) -> None:
        """A folder that is a link is somebody else's business."""
        left = made(tmp_path / "away" / name_of_a_dead_process())
        document_folder(desk).symlink_to(left.parent)
        assert sweep_leftovers(desk) == 0
        assert left.exists()

    def test_without_any_folder(self, desk: Path) -> None:
        """Nothing is there yet, and nothing is made."""
        shutil.rmtree(desk.parent)
        assert sweep_leftovers(desk) == 0
        assert not desk.parent.exists()


class TestWhat:
    @pytest.mark.parametrize(
        "name",
        [
            ".copying-abcdefgh",
            ".capptro-notes",
            ".capptro-copy-12345678-1-mine",
            "capptro-copy-12345678-99999999-0123456789ab",
            ".partial-desk.db",
            "desk.db",
            "desk.db-wal",
        ],
    )
    def test_other_names_stay(self, desk: Path, name: str) -> None:
        """Also those that look much like ours."""
        path = made(desk.with_name(name), TWO_WEEKS)
        assert sweep_leftovers(desk) == 0
        assert path.exists()

    def test_what_is_young_stays(self, desk: Path) -> None:
        """Somebody may be at it; so may they with a file from the future, of a clock that was wrong."""
        for age in (0, 3500, -TWO_DAYS):
            made(desk.with_name(name_of_a_dead_process()), age)
        assert sweep_leftovers(desk) == 0
        assert sweep_folder(desk.parent) == 0

    def test_what_may_be_written_stays_for_a_week(self, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """By a process that is there, or one of another computer that shares the folder. Then it goes: numbers of
        processes are given again."""
        with monkeypatch.context() as patch:
            patch.setattr(temporary, "computer_name", lambda: "0" * 8)
            elsewhere = name_of_a_dead_process()
        for name in (temporary_name("test"), elsewhere):
            path = made(desk.with_name(name), TWO_DAYS)
            assert sweep_leftovers(desk) == 0
            made(path, TWO_WEEKS)
            assert sweep_leftovers(desk) == 1

    @pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/etc/passwd")])
    def test_only_files(self, desk: Path, make: Callable[[Path], Any]) -> None:
        path = desk.with_name(name_of_a_dead_process())
        make(path)
        os.utime(path, (1, 1), follow_symlinks=False)
        assert sweep_leftovers(desk) == 0
        assert os.path.lexists(path)

    def test_only_ones_own(self, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """In a folder that users share."""
        made(desk.with_name(name_of_a_dead_process()))
        user = os.getuid()
        monkeypatch.setattr(os, "getuid", lambda: user + 1)
        assert sweep_leftovers(desk) == 0
        monkeypatch.undo()
        assert sweep_folder(desk.parent) == 1


class TestOpenedCopies:
    def opened(self, desk: Path, name: str, *inside: str, age: float) -> Path:
        """A folder in which a copy was opened so many seconds ago."""
        folder = desk.parent / "tmp" / f"{OPENED}{name}"
        folder.mkdir()
        for one in inside:
            made(folder / one, age)
        os.utime(folder, (time() - age,) * 2)
        return folder

    def test_go_after_a_day(self, desk: Path) -> None:
        """Nobody says when the other program is done with them; half-made ones go after an hour."""
        half = name_of_a_dead_process()
        stay = [
            self.opened(desk, "new", "offer.pdf", age=TWO_HOURS),
            self.opened(desk, "copied", half, "offer.pdf", age=TWO_HOURS),
            self.opened(desk, "young", half, age=60),
            self.opened(desk, "written", temporary_name("copy"), age=TWO_HOURS),
        ]
        go = [
            self.opened(desk, "old", "offer.pdf", age=TWO_DAYS),
            self.opened(desk, "half", half, age=TWO_HOURS),
            self.opened(desk, "empty", age=TWO_HOURS),
        ]
        assert sweep_leftovers(desk) == len(go)
        assert [folder.exists() for folder in (*stay, *go)] == [True] * len(stay) + [False] * len(go)

    def test_links_and_files_stay(self, desk: Path, tmp_path: Path) -> None:
        """Only folders are ours."""
        away = made(tmp_path / "mine" / "offer.pdf", TWO_DAYS)
        link = desk.parent / "tmp" / f"{OPENED}link"
        link.symlink_to(away.parent)
        file = made(desk.parent / "tmp" / f"{OPENED}file", TWO_DAYS)
        assert sweep_leftovers(desk) == 0
        assert (away.exists(), link.is_symlink(), file.exists()) == (True, True, True)
