"""The file under a source: one plain sentence for all that can be wrong with it, also while it is read."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.formats.source_file import readable
from tests.exchange.formats.conftest import Write, cells

LONG = "Name,City\n" + "Acme,Leeds\n" * 200_000


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"There is no file “gone.csv”"):
        open_source(tmp_path / "gone.csv")
    with pytest.raises(Refused, match="There is no file"):
        open_source(Path("a\0b.csv"))


def test_a_folder_without_cards_an_empty_file_and_a_device_are_refused(tmp_path: Path, write: Write) -> None:
    with pytest.raises(Refused, match="folder without vCard files"):
        open_source(tmp_path)
    with pytest.raises(Refused, match=r"“list.csv” is empty"):
        open_source(write(b""))
    with pytest.raises(Refused, match=r"“zero” is no file"):
        open_source(Path("/dev/zero"))


def test_no_right_to_read_and_a_bad_disk_are_said() -> None:
    with pytest.raises(Refused, match=r"“list.csv” cannot be read: Input/output error"), readable(Path("list.csv")):
        raise OSError(5, "Input/output error")
    with pytest.raises(Refused, match=r"You have no right to read “list.csv”"), readable(Path("list.csv")):
        raise PermissionError(13, "Permission denied")


def test_a_file_that_vanishes_between_two_readings_is_refused(write: Write) -> None:
    path = write(LONG)
    table = open_source(path).tables[0]
    path.unlink()
    with pytest.raises(Refused, match="There is no file"):
        next(table.rows())


@pytest.mark.parametrize("change", ["grows", "shrinks"])
def test_a_file_that_changes_while_it_is_read_is_refused(write: Write, change: str) -> None:
    path = write(LONG)
    rows = open_source(path).tables[0].rows()
    next(rows)
    if change == "grows":
        with path.open("a") as file:
            file.write("Bolt,York\n")
    else:
        os.truncate(path, len(LONG) - 5000 * 11)
    with pytest.raises(Refused, match="was changed while it was read"):
        list(rows)


def test_a_file_that_was_replaced_is_refused(write: Write) -> None:
    path = write(LONG)
    table = open_source(path).tables[0]
    write(LONG, "new.csv").replace(path)
    with pytest.raises(Refused, match="was changed"):
        next(table.rows())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_read_once_and_kept_for_the_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe, kept = tmp_path / "pipe", tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("Name,City\nAcme,Leeds\n",))
    writer.start()
    source = open_source(pipe)
    writer.join()
    assert cells(source.tables[0]) == cells(source.tables[0]) == [("Name", "City"), ("Acme", "Leeds")]
    assert [path.stat().st_mode & 0o777 for path in kept.iterdir()] == [0o600]
    del source
    assert not list(kept.iterdir())
