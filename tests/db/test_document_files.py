"""What is copied in as a document: whole or not at all, private, once; nothing is left behind by what is refused."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from time import time
from typing import Any

import pytest

from capptro_tui.db import files
from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.documents import attachments
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from capptro_tui.storage.private_files import NewFile
from tests.db.documents import CONTENT, CUSTOMER, SHA, attach, stored
from tests.support import add_customer, batches, content_of, dump, get, is_plain, name_of_a_dead_process


@pytest.fixture(autouse=True)
def customer(database: Database) -> None:
    """Whom the documents belong to."""
    assert add_customer(database) == CUSTOMER


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file to attach, in a folder of its own."""
    path = tmp_path / "mine" / "offer.pdf"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


def refused(database: Database, *paths: Path) -> str:
    """The sentence with which files are refused; nothing is changed, and nothing left behind."""
    before, count, there = dump(database), batches(database), stored(database)
    with pytest.raises(Refused) as why:
        attach(database, *paths)
    assert (dump(database), batches(database), stored(database)) == (before, count, there)
    return str(why.value)


class TestWhatIsKept:
    def test_content_is_under_its_hash(self, database: Database, source: Path) -> None:
        """It is a copy: what happens to the file afterwards does not matter."""
        row = get(database, Attachment, attach(database, source).row_id)
        source.unlink()
        path = content_of(database, row)
        assert path == database.path.with_name("desk.db.files") / SHA[:2] / SHA
        assert path.read_bytes() == CONTENT
        assert (row["name"], row["size"], row["sha256"]) == ("offer.pdf", len(CONTENT), SHA)
        assert (row["type"], row["customer_id"]) == ("application/pdf", CUSTOMER)

    def test_only_its_owner_may_read_it(self, database: Database, source: Path) -> None:
        """Whatever the umask is, and whatever the file allowed."""
        source.chmod(0o777)
        before = os.umask(0)
        try:
            attach(database, source)
        finally:
            os.umask(before)
        [path] = stored(database)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]

    def test_the_same_content_is_kept_once(self, database: Database, source: Path) -> None:
        """Under whatever names; a damaged one is well again when it comes in anew."""
        other = source.with_name("copy.pdf")
        other.write_bytes(CONTENT)
        attach(database, source, other)
        [path] = stored(database)
        path.write_bytes(b"damaged")
        attach(database, source)
        assert [path.read_bytes() for path in stored(database)] == [CONTENT]
        assert [row["name"] for row in attachments.documents(database, Customer, CUSTOMER)] == [
            "offer.pdf", "copy.pdf", "offer.pdf",
        ]  # fmt: skip

    def test_content_is_moved_to_its_place(self, database: Database, source: Path) -> None:
        """Not copied once more: then half of it would be there for a moment, and after a kill."""
        with Files(database.path).copying(source, files.MEGABYTE) as copied:
            there = copied.made.path.stat()
            assert not copied.target.exists()
            copied.keep()
            assert os.path.samestat(copied.target.stat(), there)

    def test_an_empty_file_and_a_large_one(self, database: Database, source: Path) -> None:
        """More than is read at a time, and nothing at all."""
        source.write_bytes(os.urandom(files.BLOCK * 2 + 17))
        empty = source.with_name("empty")
        empty.touch()
        attach(database, source, empty)
        assert sorted(path.stat().st_size for path in stored(database)) == [0, files.BLOCK * 2 + 17]
        for path in stored(database):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name

    def test_the_way_to_a_file_does_not_matter(
        self, database: Database, source: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`..`, a folder that is a link and a path from here lead to the file itself."""
        link = source.parent.parent / "link"
        link.symlink_to(source.parent)
        monkeypatch.chdir(source.parent)
        for path in (source.parent / ".." / "mine" / "offer.pdf", link / "offer.pdf", Path("offer.pdf")):
            assert get(database, Attachment, attach(database, path).row_id)["sha256"] == SHA


class TestNoRegularFile:
    @pytest.mark.parametrize(
        ("make", "says"),
        [
            (lambda path: path.symlink_to(path.with_name("offer.pdf")), "is a link to another file"),
            (lambda path: path.symlink_to("/nowhere"), "is a link to another file"),
            (lambda path: path.mkdir(), "is a folder"),
            (os.mkfifo, "is a device or a pipe"),
            (lambda _: None, "There is no file"),
        ],
        ids=["link", "broken link", "folder", "pipe", "nothing"],
    )
    def test_is_refused_at_once(self, database: Database, source: Path, make: Callable[[Path], Any], says: str) -> None:
        """A pipe that nobody writes to is not waited for."""
        path = source.with_name("other")
        make(path)
        message = refused(database, path)
        assert says in message
        assert is_plain(message)

    def test_devices_sockets_and_odd_names(
        self, database: Database, source: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing is read from a device, and no name breaks anything."""
        monkeypatch.chdir(source.parent)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket")
            assert "is a device or a pipe" in refused(database, Path("socket"))
        assert "is a device or a pipe" in refused(database, Path("/dev/zero"))
        assert "is not the name of a file" in refused(database, source.with_name("a\0b"))
        assert "is a folder" in refused(database, source.parent / ".." / "..")
        assert "cannot be read" in refused(database, source / "below.pdf")
        assert "cannot be read" in refused(database, source.with_name("x" * 300))

    def test_a_link_that_takes_the_place_of_the_file(
        self, database: Database, source: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Between the look and the opening."""
        lstat = os.lstat

        def swapped(path: Path) -> os.stat_result:
            seen = lstat(path)
            if path == source and not source.is_symlink():
                source.rename(source.with_name("away"))
                source.symlink_to("/etc/passwd")
            return seen

        monkeypatch.setattr(files.os, "lstat", swapped)
        assert "cannot be read" in refused(database, source)

    def test_the_database_itself(self, database: Database, source: Path) -> None:
        """Under any name: to open and close it would end the locks on it."""
        linked = source.with_name("linked.db")
        os.link(database.path, linked)
        beside = [database.path.with_name("desk.db-wal")] if driver.WAL_IS_SAFE else []
        for path in (database.path, linked, *beside):
            assert "belongs to the database itself" in refused(database, path)


class TestWhileItIsCopied:
    @pytest.mark.parametrize(
        ("meanwhile", "says"),
        [
            (lambda path: path.open("ab").write(b"more"), "was changed while it was copied"),
            (lambda path: path.write_bytes(CONTENT[:5]), "was changed while it was copied"),
            (lambda path: os.utime(path, (1, 1)), "was changed while it was copied"),
            (lambda path: path.with_name("new").rename(path), "was changed while it was copied"),
            (lambda path: path.unlink(), "vanished while it was copied"),
            (lambda path: path.rename(path.with_name("away")), "vanished while it was copied"),
        ],
        ids=["grows", "shrinks", "is written", "is replaced", "is deleted", "is renamed"],
    )
    def test_a_file_that_changes_is_refused(
        self,
        database: Database,
        source: Path,
        monkeypatch: pytest.MonkeyPatch,
        meanwhile: Callable[[Path], Any],
        says: str,
    ) -> None:
        """Half of the old and half of the new is never kept."""
        source.with_name("new").write_bytes(CONTENT)
        read, done = files._block, []

        def change(path: Path, file: Any) -> bytes:
            if not done:
                done.append(meanwhile(path))
            return read(path, file)

        monkeypatch.setattr(files, "_block", change)
        message = refused(database, source)
        assert says in message
        assert is_plain(message)

    def test_larger_than_the_settings_allow(self, database: Database, source: Path) -> None:
        """The limit is in megabytes, and what is just as large is taken."""
        records.change(database, Settings, 1, {"attachment_limit": 1})
        os.truncate(source, 1_000_001)
        assert "is larger than 1 MB" in refused(database, source)
        os.truncate(source, 1_000_000)
        assert attach(database, source)

    def test_grows_past_the_limit(self, database: Database, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file that never ends is not copied until the disk is full."""
        records.change(database, Settings, 1, {"attachment_limit": 1})
        read: list[int] = []

        def endless(*_: Any) -> bytes:
            read.append(1)
            return bytes(300_000)

        monkeypatch.setattr(files, "_block", endless)
        assert "is larger than 1 MB" in refused(database, source)
        assert len(read) == 4

    def test_one_of_several(self, database: Database, source: Path) -> None:
        """All of them or none."""
        assert "There is no file" in refused(database, source, source.with_name("none"))


class TestNoRoom:
    @pytest.mark.parametrize("place", ["fsync", "replace", "mkdir", "open"])
    @pytest.mark.parametrize(
        ("number", "says"), [(errno.ENOSPC, "The disk is full"), (errno.EROFS, "cannot be written to")]
    )
    def test_is_refused_and_taken_back(
        self,
        database: Database,
        source: Path,
        monkeypatch: pytest.MonkeyPatch,
        place: str,
        number: int,
        says: str,
    ) -> None:
        """Wherever it happens: a sentence, no row, no file. With room again it works."""
        opened = os.open

        def fail(*_: Any, **__: Any) -> Any:
            raise OSError(number, os.strerror(number))

        def opens_what_is_there(path: Any, flags: int, *more: Any) -> int:
            return fail() if flags & os.O_CREAT else opened(path, flags, *more)

        with monkeypatch.context() as patch:
            patch.setattr(Path if place == "mkdir" else os, place, opens_what_is_there if place == "open" else fail)
            message = refused(database, source)
            assert says in message
            assert is_plain(message)
        assert attach(database, source)
        assert len(stored(database)) == 1

    def test_a_full_device(self, source: Path) -> None:
        """The system's own word for it, with nothing pretended."""
        if not os.path.exists("/dev/full"):
            pytest.skip("no device that is always full here")
        with NewFile(source.parent, "test") as made:
            made.file.close()
            made.file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115
            with (
                open(source, "rb") as file,
                pytest.raises(Refused, match="The disk is full") as why,
                files._writing(source.parent),
            ):
                files._copy(source, file, made)
        assert is_plain(why.value)

    def test_a_disk_that_forgets(self, database: Database, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A copy is read back before it counts: the file may be thrown away as soon as it is attached."""
        finds = files._is_whole

        def forgets(file: Any, *more: Any) -> bool:
            os.pwrite(file.fileno(), b"X", 3)
            return finds(file, *more)

        with monkeypatch.context() as patch:
            patch.setattr(files, "_is_whole", forgets)
            assert "does not keep what is written to it" in refused(database, source)


class TestCrash:
    def test_before_the_commit(self, database: Database, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is left is a file that nothing refers to, and that goes when it is an hour old."""
        before = dump(database)

        def crash(*_: Any) -> Any:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(attachments, "result_of", crash)
            with pytest.raises(KeyboardInterrupt):
                attach(database, source)
        assert dump(database) == before
        [path] = stored(database)
        assert attachments.sweep(database) == 0
        os.utime(path, (time() - 3700, time() - 3700))
        assert attachments.sweep(database) == 1
        assert stored(database) == []

    def test_while_copying(self, database: Database, source: Path) -> None:
        """A half-made copy goes the same way; a young one may be somebody's who is copying now."""
        attach(database, source)
        old, young = (Files(database.path).folder / name_of_a_dead_process() for _ in range(2))
        for path in (old, young):
            path.write_bytes(b"half")
        os.utime(old, (1, 1))
        assert attachments.sweep(database) == 1
        assert young in stored(database)
        assert len(stored(database)) == 2


class TestSweep:
    def age(self, database: Database) -> None:
        for path in stored(database):
            os.utime(path, (1, 1))

    def test_what_can_come_back_stays(self, database: Database, source: Path) -> None:
        """In the trash, out of the trash for good, undone: an undo or redo finds its file, without a backup too."""
        document = attach(database, source).row_id
        steps: list[Callable[[], Any]] = [
            lambda: trash.delete(database, Attachment, document),
            lambda: trash.empty(database),
            lambda: undo.undo(database),
            lambda: undo.undo(database),
            lambda: undo.undo(database),
        ]
        for step in steps:
            step()
            shutil.rmtree(backup_folder(database.path), ignore_errors=True)
            self.age(database)
            assert attachments.sweep(database) == 0
        undo.redo(database)
        assert content_of(database, get(database, Attachment, document)).read_bytes() == CONTENT

    def test_what_is_coming_in_stays(self, database: Database, source: Path) -> None:
        """A copy that another program is making belongs to no document yet; once it is old, nobody is making it."""
        store = Files(database.path)
        with store.copying(source, 1000) as copied:
            assert attachments.sweep(database) == 0
            copied.keep()
        assert attachments.sweep(database) == 0
        self.age(database)
        assert attachments.sweep(database) == 1
        assert stored(database) == []

    def test_what_is_not_ours_stays(self, database: Database, source: Path) -> None:
        """Only names that this program gives are ever removed."""
        attach(database, source)
        folder = Files(database.path).folder
        others = [folder / "README", folder / SHA[:2] / "notes.txt", folder / "zz" / SHA]
        for path in others:
            path.parent.mkdir(exist_ok=True)
            path.write_text("mine")
        self.age(database)
        assert attachments.sweep(database) == 0
        assert set(others) < set(stored(database))

    def test_without_any_document(self, database: Database) -> None:
        """There need not even be a folder."""
        assert attachments.sweep(database) == 0
        assert not Files(database.path).folder.exists()


def test_a_damaged_record_leads_nowhere(database: Database) -> None:
    """A row whose hash is a path is refused, not followed."""
    for sha256 in ("../../../etc/passwd", "", "A" * 64, "0" * 63):
        with pytest.raises(Refused) as why:
            Files(database.path).path(sha256)
        assert is_plain(why.value)
