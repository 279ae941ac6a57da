"""What comes out as a document: what was attached, or a sentence; and the folder that it lies in."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db import files
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Refused, Superseded
from capptro_tui.models.record import Row
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.services.documents import attachments, opening
from capptro_tui.services.integrity import check
from tests.db.documents import CONTENT, CUSTOMER, SHA, attach, stored
from tests.support import add_customer, content_of, get, is_plain


@pytest.fixture(autouse=True)
def nothing_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies to open are made among the test's own files, and handed to nobody."""
    monkeypatch.setattr(opening.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(opening, "open_externally", lambda _: None)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file to attach, in a folder of its own."""
    path = tmp_path / "mine" / "offer.pdf"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def row(database: Database, source: Path) -> Row:
    """A document."""
    assert add_customer(database) == CUSTOMER
    return get(database, Attachment, attach(database, source).row_id)


def ways_out(database: Database, row: Row, folder: Path) -> list[Callable[[], Any]]:
    """Every way to what is in a document."""
    content = Files(database.path)
    return [
        lambda: content.reading(row["sha256"]).__enter__(),
        lambda: content.verified(row["sha256"]).__enter__(),
        lambda: attachments.export(database, [row], folder),
        lambda: opening.open_document(database, row),
    ]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


class TestDamage:
    @pytest.mark.parametrize("damage", [b"%PDF-1.7 NOT MUCH OF IT", CONTENT[:-1], CONTENT + b"!", b""])
    def test_is_said_and_never_handed_out(self, database: Database, row: Row, tmp_path: Path, damage: bytes) -> None:
        """One letter changed, cut off, grown, emptied: by every way a sentence, and no file anywhere."""
        content_of(database, row).write_bytes(damage)
        out = tmp_path / "out"
        out.mkdir()
        for use in ways_out(database, row, out)[1:]:
            with pytest.raises(Refused, match="is damaged") as why:
                use()
            assert is_plain(why.value)
        assert list(out.iterdir()) == []
        assert list(tmp_path.glob("capptro-open-*")) == []

    @pytest.mark.parametrize(
        ("make", "says"),
        [
            (lambda path: path.symlink_to("/etc/passwd"), "is a link to another file"),
            (lambda path: path.mkdir(), "is damaged"),
            (os.mkfifo, "is damaged"),
        ],
        ids=["link", "folder", "pipe"],
    )
    def test_what_is_no_file(
        self, database: Database, source: Path, row: Row, make: Callable[[Path], Any], says: str
    ) -> None:
        """A link in a document's place is not followed, a pipe not waited for."""
        path = content_of(database, row)
        path.unlink()
        make(path)
        for use in ways_out(database, row, source.parent):
            with pytest.raises(Refused, match=says) as why:
                use()
            assert is_plain(why.value)

    def test_is_read_once(self, database: Database, row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was found whole and has not been touched is not read again, as a preview that is resized would; what
        has been touched is."""
        content, read, fits = Files(database.path), [], files._hash_fits

        def noted(*arguments: Any) -> Any:
            read.append(1)
            return fits(*arguments)

        monkeypatch.setattr(files, "_hash_fits", noted)
        for _ in range(3):
            with content.verified(SHA) as file:
                assert file.read() == CONTENT
        assert len(read) == 1
        content_of(database, row).write_bytes(CONTENT.upper())
        with pytest.raises(Refused, match="is damaged"), content.verified(SHA):
            pass

    def test_a_look_that_nobody_waits_for_ends(self, database: Database, source: Path) -> None:
        """A large file is not read to its end when its page is closed."""
        assert add_customer(database) == CUSTOMER
        source.write_bytes(bytes(files.BLOCK * 3))
        row = get(database, Attachment, attach(database, source).row_id)
        with pytest.raises(Superseded), Files(database.path).verified(row["sha256"], lambda: True):
            pass


class TestFolder:
    @pytest.mark.parametrize("which", ["the folder", "a folder in it"])
    @pytest.mark.parametrize(
        ("make", "says"),
        [
            (lambda path, away: path.symlink_to(away), "remove the link and move the folder that it leads to in its"),
            (lambda path, away: path.symlink_to(away.with_name("nowhere")), "is a link"),
            (lambda path, _: path.write_text("mine"), "is no folder"),
        ],
        ids=["link", "broken link", "file"],
    )
    def test_must_be_one_itself(
        self,
        database: Database,
        source: Path,
        row: Row,
        which: str,
        make: Callable[[Path, Path], Any],
        says: str,
    ) -> None:
        """Refused for reading and for writing, with what to do; what is there stays as it is."""
        path = content_of(database, row)
        folder = path.parent if which == "a folder in it" else path.parent.parent
        path.with_name(f"{SHA[:2]}{'0' * 62}").write_text("needed by no document here")
        away = folder.rename(source.parent / "away")
        make(folder, away)
        before = sorted(away.rglob("*"))
        for use in ways_out(database, row, source.parent):
            with pytest.raises(Refused, match=says) as why:
                use()
            assert is_plain(why.value)
        there = folder.lstat()
        with pytest.raises(Refused, match=says) as why:
            attach(database, source)
        assert is_plain(why.value)
        assert folder.lstat() == there
        assert sorted(away.rglob("*")) == before
        # The check says it, blames no database, and sweeps nothing behind a link.
        for old in away.rglob("*"):
            os.utime(old, (1, 1))
        made = check.Check(database)
        list(made.run())
        assert made.database_is_sound
        assert not made.sound
        assert sorted(away.rglob("*")) == before

    def test_is_closed_to_others(self, database: Database, source: Path, row: Row) -> None:
        """With all in it, by the first use, whatever that is; so is one that was copied with other rights."""
        folder, other = Files(database.path).folder, source.with_name("other.pdf")
        other.write_bytes(b"another")
        attach(database, other)
        uses = [*ways_out(database, row, source.parent), lambda: attach(database, source)]
        for use in uses:
            for path in folder.rglob("*"):
                path.chmod(0o755 if path.is_dir() else 0o644)
            folder.chmod(0o755)
            use()
            assert {mode(path) for path in stored(database)} == {0o600}
            assert {mode(path) for path in (folder, *folder.glob("??"))} == {0o700}
        assert Files(database.path).openness() == ""

    def test_file_that_is_open_to_others(self, database: Database, row: Row) -> None:
        """In a folder that is closed: closed as it is read."""
        content_of(database, row).chmod(0o664)
        with Files(database.path).reading(SHA) as file:
            assert file.read() == CONTENT
        assert mode(content_of(database, row)) == 0o600

    @pytest.mark.usefixtures("row")
    @pytest.mark.parametrize("answer", [None, errno.EPERM, errno.EROFS])
    def test_that_cannot_be_closed(
        self, database: Database, source: Path, monkeypatch: pytest.MonkeyPatch, answer: int | None
    ) -> None:
        """On FAT the order does nothing, a disk that may only be read or another's folder refuses it: documents are
        read all the same, and a sentence warns."""

        def chmod(*_: Any, **__: Any) -> None:
            if answer:
                raise OSError(answer, os.strerror(answer))

        folder = Files(database.path).folder
        folder.chmod(0o755)
        monkeypatch.setattr(os, "chmod", chmod)
        monkeypatch.setattr(os, "fchmod", chmod)
        assert Files(database.path).openness().startswith("Other users of this computer may be able to read")
        assert is_plain(Files(database.path).openness())
        with Files(database.path).verified(SHA) as file:
            assert file.read() == CONTENT
        assert attach(database, source)
        assert mode(folder) == 0o755

    def test_without_one_there_is_no_warning(self, database: Database) -> None:
        """Nothing is open that is not there; and none is made by asking."""
        assert Files(database.path).openness() == ""
        assert Files(database.path).is_there() is False
        assert not Files(database.path).folder.exists()

    def test_odd_umask(self, database: Database, source: Path) -> None:
        """One that takes the owner's own rights away, too, does not lock the documents up."""
        before = os.umask(0o777)
        try:
            assert add_customer(database) == CUSTOMER
            attach(database, source)
        finally:
            os.umask(before)
        [path] = stored(database)
        assert [mode(one) for one in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]


def test_a_missing_file_is_said(database: Database, source: Path, row: Row) -> None:
    """By every way to it."""
    [path] = stored(database)
    path.unlink()
    for use in ways_out(database, row, source.parent):
        with pytest.raises(Refused, match=f"is missing: it is looked for in {Files(database.path).folder}") as why:
            use()
        assert is_plain(why.value)
