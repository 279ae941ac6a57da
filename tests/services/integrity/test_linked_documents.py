"""Documents beside a link to the database: found by the path that was given, and moved without losing any."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Refused
from capptro_tui.locations import document_folder
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.documents import attachments
from capptro_tui.services.integrity import check, linked_documents
from capptro_tui.services.integrity.linked_documents import find_strays, move_strays
from tests.support import add_customer, get, is_plain

CONTENT = b"%PDF-1.7 an offer"


@pytest.fixture
def sha256(database: Database, tmp_path: Path) -> str:
    """The hash of a document of the first customer."""
    source = tmp_path / "offer.pdf"
    source.write_bytes(CONTENT)
    done = attachments.attach(database, Customer, add_customer(database), [source])
    return str(get(database, Attachment, done.row_id)["sha256"])


def put_beside(database: Database, link: Path) -> Path:
    """Have the documents lie beside a link, as an earlier version kept them."""
    folder = document_folder(link)
    shutil.move(document_folder(database.path), folder)
    return folder


def absolute(database: Database, folder: Path) -> Path:
    (folder / "home").mkdir()
    link = folder / "home" / "mine.db"
    link.symlink_to(database.path)
    return link


def relative(database: Database, folder: Path) -> Path:
    (folder / "home").mkdir()
    link = folder / "home" / "mine.db"
    link.symlink_to(Path("..") / database.path.name)
    return link


def in_a_linked_folder(database: Database, folder: Path) -> Path:
    """The folder of the link is a link itself."""
    (folder / "real home").mkdir()
    (folder / "home").symlink_to("real home")
    link = folder / "home" / "mine.db"
    link.symlink_to(Path("..") / database.path.name)
    return link


def a_chain(database: Database, folder: Path) -> Path:
    """A link to a link; the documents are beside the second one."""
    second = relative(database, folder)
    (folder / "other").mkdir()
    first = folder / "other" / "first.db"
    first.symlink_to(Path("..") / "home" / second.name)
    return first


@pytest.mark.parametrize("way", [absolute, relative, in_a_linked_folder, a_chain])
class TestFoundAndMoved:
    def test_all_of_them(
        self, database: Database, sha256: str, tmp_path: Path, way: Callable[[Database, Path], Path]
    ) -> None:
        named = way(database, tmp_path)
        folder = put_beside(database, tmp_path / "home" / "mine.db")
        [stray] = find_strays(database, named)
        assert (stray.folder.resolve(), stray.hashes) == (folder.resolve(), {sha256})
        sentence = linked_documents.sentence([stray])
        assert is_plain(sentence.replace(str(stray.folder), "FOLDER"))
        assert move_strays(database, [stray]) == linked_documents.Moved(1, 0)
        assert Files(database.path).path(sha256).read_bytes() == CONTENT
        assert not folder.exists()
        assert find_strays(database, named) == []
        assert check.check(database) == []

    @pytest.mark.usefixtures("sha256")
    def test_what_is_not_ours_stays(
        self, database: Database, tmp_path: Path, way: Callable[[Database, Path], Path]
    ) -> None:
        """Somebody's own files, contents that no document names, damaged ones, links to other files, empty folders."""
        named = way(database, tmp_path)
        folder = put_beside(database, tmp_path / "home" / "mine.db")
        theirs, unknown = folder / "holiday.jpg", folder / "aa" / ("a" * 64)
        theirs.write_bytes(b"mine")
        unknown.parent.mkdir(exist_ok=True)
        unknown.write_bytes(b"of another database")
        (folder / "empty").mkdir()
        assert move_strays(database, find_strays(database, named)).moved == 1
        assert (theirs.read_bytes(), unknown.read_bytes()) == (b"mine", b"of another database")
        assert (folder / "empty").is_dir()
        assert find_strays(database, named) == []


class TestNothingIsLost:
    @pytest.fixture
    def named(self, database: Database, sha256: str, tmp_path: Path) -> Path:
        assert sha256
        link = absolute(database, tmp_path)
        put_beside(database, link)
        return link

    def test_a_damaged_one_stays_and_takes_no_place(self, database: Database, named: Path, sha256: str) -> None:
        """The one that is whole is not overwritten by it."""
        there = Files(database.path, document_folder(named)).path(sha256)
        whole = Files(database.path).path(sha256)
        whole.parent.mkdir(parents=True)
        shutil.copy(there, whole)
        there.write_bytes(b"damaged")
        assert move_strays(database, find_strays(database, named)) == linked_documents.Moved(0, 1)
        assert there.read_bytes() == b"damaged"
        assert whole.read_bytes() == CONTENT

    def test_a_damaged_one_here_is_put_right(self, database: Database, named: Path, sha256: str) -> None:
        here = Files(database.path).path(sha256)
        here.parent.mkdir(parents=True)
        here.write_bytes(b"damaged")
        assert move_strays(database, find_strays(database, named)).moved == 1
        assert here.read_bytes() == CONTENT

    def test_where_they_cannot_be_written_they_stay(self, database: Database, named: Path, sha256: str) -> None:
        document_folder(database.path).touch()
        with pytest.raises(Refused) as refused:
            move_strays(database, find_strays(database, named))
        assert is_plain(str(refused.value).replace(str(document_folder(database.path)), "FOLDER"))
        assert Files(database.path, document_folder(named)).path(sha256).read_bytes() == CONTENT

    def test_of_a_kept_backup_too(self, database: Database, named: Path, sha256: str) -> None:
        """The database may have been restored to a state that does not know the document."""
        from capptro_tui.services.backups import taking
        from tests.support import raw

        taking.take_backup(database, "by-hand")
        raw(database.path, "DELETE FROM change WHERE record = 'attachment'")
        raw(database.path, "DELETE FROM attachment")
        [stray] = find_strays(database, named)
        assert stray.hashes == {sha256}


class TestNoQuestion:
    def test_without_a_link(self, database: Database, sha256: str) -> None:
        assert sha256
        assert find_strays(database, database.path) == []

    def test_through_a_linked_folder_alone(self, database: Database, sha256: str, tmp_path: Path) -> None:
        """It is the same folder of documents by another way."""
        assert sha256
        (tmp_path / "way").symlink_to(database.path.parent)
        assert find_strays(database, tmp_path / "way" / database.path.name) == []

    def test_where_the_documents_folder_is_a_link_itself(self, database: Database, sha256: str, tmp_path: Path) -> None:
        """To the real one, as somebody has helped themselves; or to anywhere, which is not followed."""
        assert sha256
        link = absolute(database, tmp_path)
        document_folder(link).symlink_to(document_folder(database.path))
        assert find_strays(database, link) == []
        document_folder(link).unlink()
        document_folder(link).symlink_to(tmp_path)
        assert find_strays(database, link) == []

    def test_links_in_a_circle(self, database: Database, tmp_path: Path) -> None:
        for one, other in (("a.db", "b.db"), ("b.db", "a.db")):
            (tmp_path / one).symlink_to(other)
        assert find_strays(database, tmp_path / "a.db") == []


def test_two_links(database: Database, sha256: str, tmp_path: Path) -> None:
    """Each knows the documents beside itself; what both have is moved once and gone from both."""
    links = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        link = tmp_path / name / "mine.db"
        link.symlink_to(os.path.relpath(database.path, link.parent))
        shutil.copytree(document_folder(database.path), document_folder(link))
        links.append(link)
    shutil.rmtree(document_folder(database.path))
    for link in links:
        assert move_strays(database, find_strays(database, link)) == linked_documents.Moved(1, 0)
        assert not document_folder(link).exists()
    assert Files(database.path).path(sha256).read_bytes() == CONTENT
