"""Files of windows: private, whole, and nobody else's as long as the window is there."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from capptro_tui.storage import window_files
from capptro_tui.storage.window_files import WindowFile, change_left, find_left, held, read, sweep_locks
from tests.support import ROOT

_WINDOW = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from capptro_tui.storage.window_files import WindowFile
file = WindowFile(Path({folder!r}), "test")
file.write(b"typed")
print(file.path, flush=True)
sys.stdin.read()
"""


@contextmanager
def window(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process that has written its file, and lives until it is killed."""
    script = _WINDOW.format(root=str(ROOT), folder=str(folder))
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def left(folder: Path) -> list[Path]:
    return [one.path for one in find_left(folder, "test")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "drafts"


class TestOwnFile:
    def test_it_is_private_and_whole(self, folder: Path) -> None:
        file = WindowFile(folder, "test")
        file.write(b"first")
        file.write(b"second")
        assert read(file.path) == b"second"
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        file.close()

    def test_nothing_is_made_before_there_is_something_to_write(self, folder: Path) -> None:
        file = WindowFile(folder, "test")
        file.clear()
        file.close()
        assert not folder.exists()

    def test_nothing_is_left_of_an_empty_one(self, folder: Path) -> None:
        file = WindowFile(folder, "test")
        file.write(b"x")
        file.clear()
        file.close()
        assert list(folder.iterdir()) == []


class TestWhoIsThere:
    def test_a_window_that_is_there_keeps_its_file(self, folder: Path) -> None:
        with window(folder) as (_, path):
            assert left(folder) == []
            with held(path) as is_held:
                assert not is_held

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
    def test_a_window_that_was_killed_leaves_it(self, folder: Path, number: signal.Signals) -> None:
        with window(folder) as (process, path):
            process.send_signal(number)
            process.wait()
            assert left(folder) == [path]
            with held(path) as is_held:
                assert is_held
                assert read(path) == b"typed"

    def test_so_does_one_that_has_ended_in_this_process(self, folder: Path) -> None:
        file = WindowFile(folder, "test")
        file.write(b"x")
        assert left(folder) == []
        file.close()
        assert left(folder) == [file.path]

    def test_one_takes_it_at_a_time(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(window_files, "PAUSE", 0)
        file = WindowFile(folder, "test")
        file.write(b"x")
        file.close()
        with held(file.path) as first, held(file.path) as second:
            assert (first, second) == (True, False)
            assert left(folder) == []
        with held(file.path) as again:
            assert again

    def test_whoever_waited_for_a_lock_that_is_gone_takes_the_new_one(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two who lock two files of one name would both go on."""
        file = WindowFile(folder, "test")
        file.write(b"x")
        file.close()
        lock = window_files._Lock(file.path)
        with held(file.path) as is_held:
            assert is_held
        with held(file.path) as is_held:
            assert is_held
            monkeypatch.setattr(window_files, "PAUSE", 0)
            assert lock.take() is False
        assert lock.take() is True
        lock.give_up()

    def test_where_locks_do_not_work_the_process_tells(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(window_files, "_try_lock", lambda *_, **__: None)
        with window(folder) as (process, path):
            assert left(folder) == []
            process.kill()
            process.wait()
            assert left(folder) == [path]
            elsewhere = path.with_name(path.name.replace(f"-{window_files.computer_name()}-", "-00000000-"))
            path.rename(elsewhere)
            path.with_suffix(".lock").rename(elsewhere.with_suffix(".lock"))
            assert left(folder) == []
            os.utime(elsewhere, (time.time() - 2 * 24 * 3600,) * 2)
            assert left(folder) == [elsewhere]


class TestWhatIsLeft:
    def test_other_files_are_left_alone(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        for name in ("notes.json", "test-1-2-3.json", "other-00000000-1-000000000000.json", ".test.lock"):
            (folder / name).write_bytes(b"x")
        (folder / "test-00000000-1-000000000000.json").mkdir()
        assert left(folder) == []
        assert sweep_locks(folder) == 0

    def test_it_can_be_changed_and_removed(self, folder: Path) -> None:
        file = WindowFile(folder, "test")
        file.write(b"x")
        file.close()
        change_left(file.path, "test", b"y")
        assert read(file.path) == b"y"
        change_left(file.path, "test", None)
        assert left(folder) == []

    def test_locks_of_windows_that_have_left_nothing_are_swept(self, folder: Path) -> None:
        with window(folder) as (process, path):
            path.unlink()
            assert sweep_locks(folder) == 0
            process.kill()
            process.wait()
            assert sweep_locks(folder) == 1
        assert list(folder.iterdir()) == []
