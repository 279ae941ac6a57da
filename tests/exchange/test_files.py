"""Files of the database are kept off: they are neither read nor written as other files, and not even opened."""

from __future__ import annotations

import builtins
import os
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.errors import Refused
from capptro_tui.exchange.exporting.new_folder import new_folder
from capptro_tui.exchange.files import check_target, keep_off, replacing
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.locations import backup_folder, document_folder

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Acme\nEND:VCARD\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A database's path with everything that lies beside it."""
    path = tmp_path / "desk.db"
    for suffix in ("", "-wal", "-shm", "-journal", "-queue", "-backup-queue", "-inbox-queue"):
        path.with_name(path.name + suffix).write_text("Name\nmine\n")
    for folder in (document_folder(path) / "ab", backup_folder(path)):
        folder.mkdir(parents=True)
        (folder / "kept").write_text("Name\nmine\n")
    return path


def link(path: Path, target: Path, how: str) -> Path:
    os.symlink(target, path) if how == "symlink" else os.link(target, path)
    return path


@pytest.fixture
def unopened(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of which no file may be opened."""
    mine = {path.stat().st_ino for path in desk.parent.rglob("*") if path.is_file()}
    plain_open = builtins.open

    def watching(file: Any, *args: Any, **named: Any) -> Any:
        assert not (isinstance(file, str | Path) and Path(file).exists() and Path(file).stat().st_ino in mine)
        return plain_open(file, *args, **named)

    monkeypatch.setattr(builtins, "open", watching)
    monkeypatch.setattr("io.open", watching)
    return desk


OURS = (
    "desk.db", "desk.db-wal", "desk.db-shm", "desk.db-journal",
    "desk.db-queue", "desk.db-backup-queue", "desk.db-inbox-queue",
    "desk.db.files/ab/kept", "desk.db-backups/kept",
)  # fmt: skip


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("how", ["itself", "symlink", "hard link"])
def test_no_file_of_the_database_is_read_or_written(unopened: Path, name: str, how: str) -> None:
    """Under any name. A hard link to a document or a backup is another name of its content, which does no harm."""
    path = unopened.parent / name
    if how != "itself":
        if how == "hard link" and "/" in name:
            return
        path = link(unopened.parent / "list.csv", path, how)
    with pytest.raises(Refused, match="database"):
        open_source(path, database=unopened)
    with pytest.raises(Refused, match="database"), replacing(path, database=unopened):
        pass
    with pytest.raises(Refused, match="database"):
        check_target(path, database=unopened)


@pytest.mark.parametrize("how", ["symlink", "hard link"])
def test_a_card_in_a_folder_is_not_the_database(unopened: Path, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "cards"
    folder.mkdir()
    (folder / "a.vcf").write_text(CARD)
    link(folder / "b.vcf", unopened, how)
    with pytest.raises(Refused, match="is the database itself"):
        open_source(folder, database=unopened)


def test_a_file_that_becomes_the_database_is_not_opened_again(unopened: Path, tmp_path: Path) -> None:
    """Closing it would drop the locks that SQLite has on it."""
    path = tmp_path / "list.csv"
    path.write_text("Name\nAcme\n")
    table = open_source(path, database=unopened).tables[0]
    path.unlink()
    link(path, unopened, "symlink")
    with pytest.raises(Refused, match="was changed"):
        next(table.rows())


@pytest.mark.parametrize("name", ["desk.db.files", "desk.db.files/ab/new", "desk.db-backups/new"])
def test_no_folder_is_made_among_documents_and_backups(desk: Path, name: str) -> None:
    before = sorted(desk.parent.rglob("*"))
    with pytest.raises(Refused, match="folder of the database"), new_folder(desk.parent / name, database=desk):
        pass
    assert sorted(desk.parent.rglob("*")) == before


def test_other_files_beside_the_database_are_free(desk: Path) -> None:
    for name in ("desk.db.csv", "desk.csv", "desk.db-list", "desk.db.files.csv"):
        keep_off(desk.parent / name, desk)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "no/where", "."])
def test_a_path_at_which_no_file_can_be_made(desk: Path, name: str) -> None:
    """One sentence, before the work and at its end."""
    with pytest.raises(Refused):
        check_target(desk.parent / name, database=desk)
    with pytest.raises(Refused), replacing(desk.parent / name, database=desk):
        pass
    if name != ".":
        with pytest.raises(Refused), new_folder(desk.parent / name, database=desk):
            pass


def test_the_question_whether_a_file_can_be_made_leaves_nothing(desk: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in desk.parent.iterdir()}
    check_target(desk.parent / "new.csv", database=desk)
    assert {path: path.stat().st_mtime_ns for path in desk.parent.iterdir()} == before
