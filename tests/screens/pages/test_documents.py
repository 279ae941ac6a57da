"""Documents on the screen: attached with a few keys, looked into, opened and copied out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from capptro_tui.db.database import Database
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.user import User
from capptro_tui.screens.pages.record_page import RecordPage
from capptro_tui.services.documents import attachments, opening
from capptro_tui.services.history import trash
from capptro_tui.widgets.page.preview import Preview
from tests.screens.desk import Driver, desk
from tests.support import add_customer, add_work_item, content_of, get

NASTY = "\x1b]0;owned\x07[link=x]\u202e.txt"


@pytest.fixture
def papers(home: Path) -> Path:
    """A folder in the home folder with things to attach."""
    folder = home / "Papers"
    folder.mkdir()
    (folder / "offer.pdf").write_bytes(b"%PDF-1.7\0 offer")
    (folder / "plan.txt").write_text("Mend the roof\n\x1b[2Jfirst")
    (folder / NASTY).write_text("nasty")
    return folder


def attach(database: Database, path: Path) -> int:
    """Attach a file to the first customer; the document's id."""
    return attachments.attach(database, Customer, 1, [path]).row_id


async def on_page(driver: Driver, record: type, row_id: int) -> RecordPage:
    """Open a page and wait until it is read."""
    driver.app.open_page(record, row_id)
    await driver.until(lambda: isinstance(driver.app.screen, RecordPage), "the page")
    page = driver.app.screen
    assert isinstance(page, RecordPage)
    await driver.until(lambda: page.part, "the parts of the page")
    await driver.has_finished()
    return page


async def to_documents(driver: Driver, page: RecordPage) -> None:
    """Turn to the part with the documents."""
    page.show_part(next(key for key in page.related_tables() if key.startswith("attachment-")))
    await driver.has_finished()


class TestAttach:
    @pytest.mark.usefixtures("papers")
    @pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40)])
    async def test_by_keys_alone(self, database: Database, size: tuple[int, int]) -> None:
        """`A`, part of the folder, part of the file, what it is: and it is there."""
        add_customer(database)
        async with desk(database, size=size) as driver:
            page = await on_page(driver, Customer, 1)
            await driver.keys("A")
            await driver.is_on("AttachDialog")
            await driver.sees("Attach a file to Acme Ltd", "Papers/")
            await driver.type("pap")
            await driver.keys("enter")
            await driver.sees("offer.pdf")
            await driver.type("off")
            await driver.keys("enter")
            await driver.focuses("description")
            await driver.type("Signed")
            await driver.keys("enter")
            await driver.said("Attached offer.pdf to Acme Ltd")
            await driver.until(lambda: driver.app.screen is page, "the page")
            row = get(database, Attachment, 1)
            assert (row["name"], row["description"], row["customer_id"]) == ("offer.pdf", "Signed", 1)
            await to_documents(driver, page)
            await driver.sees("offer.pdf")
            # The next one is looked for where the last one was.
            await driver.keys("A")
            await driver.sees("plan.txt")

    async def test_from_the_part_with_the_documents(self, database: Database, papers: Path) -> None:
        """`n` adds one there, as it adds a record anywhere else; of a work item it is the work item's."""
        add_work_item(database, add_customer(database))
        async with desk(database) as driver:
            driver.app.folder = papers
            page = await on_page(driver, WorkItem, 1)
            await to_documents(driver, page)
            await driver.sees("No documents yet. Press n to add one.")
            await driver.keys("n")
            await driver.sees("plan.txt")
            await driver.type("plan")
            await driver.keys("enter", "ctrl+s")
            await driver.said("Attached plan.txt to Mend the roof")
            await driver.sees("plan.txt")
            assert get(database, Attachment, 1)["work_item_id"] == 1
            await driver.keys("u")
            await driver.sees("No documents yet.")

    async def test_what_is_refused_is_said_there(self, database: Database, papers: Path) -> None:
        """The dialog stays, and nothing typed is lost."""
        add_customer(database)
        (papers / "alias").symlink_to("offer.pdf")
        async with desk(database) as driver:
            driver.app.folder = papers
            await on_page(driver, Customer, 1)
            await driver.keys("A")
            await driver.sees("plan.txt")
            await driver.keys("ctrl+s")
            await driver.sees("Choose a file: type any part of its name")
            await driver.type("alias")
            await driver.keys("enter")
            await driver.type("Signed")
            await driver.keys("enter")
            await driver.sees("attach that file itself.", "~/Papers/alias", "Signed")
            await driver.keys("escape")
            await driver.sees("Leave without saving?")
            await driver.keys("y")
            await driver.until(lambda: isinstance(driver.app.screen, RecordPage), "the page")
            assert database.select("SELECT 1 FROM attachment") == []

    async def test_a_pasted_path(self, database: Database, papers: Path) -> None:
        """A file that is dropped on the terminal is pasted as its path, in quotes."""
        from textual import events

        add_customer(database)
        async with desk(database) as driver:
            await on_page(driver, Customer, 1)
            await driver.keys("A")
            await driver.sees("Papers/")
            await driver.keys("ctrl+u")
            driver.app.screen.focused.post_message(events.Paste(f"'{papers / 'offer.pdf'}' "))  # type: ignore[union-attr]
            await driver.sees("15 bytes")
            await driver.keys("enter", "enter")
            await driver.said("Attached offer.pdf")

    async def test_hostile_names_are_harmless(self, database: Database, papers: Path) -> None:
        """In the dialog, in the list and on the page of the document."""
        add_customer(database)
        async with desk(database) as driver:
            driver.app.folder = papers
            page = await on_page(driver, Customer, 1)
            await driver.keys("A")
            await driver.sees("␛]0;owned␇[link=x]⇄.txt")
            await driver.type("owned")
            await driver.keys("enter")
            await driver.sees("␛]0;owned␇[link=x]⇄.txt")
            await driver.keys("enter")
            await driver.said("Attached _]0;owned_[link=x]⇄.txt")
            await to_documents(driver, page)
            await driver.sees("_]0;owned_[link=x]⇄.t")
            await on_page(driver, Attachment, 1)
            await driver.sees("_]0;owned_[link=x]⇄.txt", "nasty")
            assert not set("\x1b\x07\u202e") & set(driver.text)

    async def test_only_where_there_can_be_documents(self, database: Database) -> None:
        """Not on the page of a user or a document, and not of what is in the trash."""
        add_customer(database)
        trash.delete(database, Customer, 1)
        async with desk(database) as driver:
            for record in (User, Customer):
                page = await on_page(driver, record, 1)
                assert page.check_action("attach", ()) is False, record


class TestDocumentPage:
    @pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40)])
    async def test_shows_what_is_in_it(self, database: Database, papers: Path, size: tuple[int, int]) -> None:
        """First of all; it is opened from the list with enter."""
        add_customer(database)
        document = attach(database, papers / "plan.txt")
        async with desk(database, size=size) as driver:
            await on_page(driver, Attachment, document)
            await driver.is_on("DocumentPage")
            await driver.sees("plan.txt", "D-000001", "Preview", "Mend the roof", "␛[2Jfirst")

    async def test_pictures_in_half_cells(self, database: Database, papers: Path) -> None:
        """They fit the room, also when that changes; a broken one is said to have no preview."""
        add_customer(database)
        Image.new("RGB", (400, 400), (200, 30, 30)).save(papers / "roof.png")
        (papers / "broken.png").write_bytes((papers / "roof.png").read_bytes()[:60])
        roof, broken = (attach(database, papers / name) for name in ("roof.png", "broken.png"))
        async with desk(database) as driver:
            page = await on_page(driver, Attachment, roof)
            await driver.sees("▄▄▄▄▄▄▄▄")
            assert page.query_one(Preview).max_scroll_y == 0
            before = driver.text.count("▄")
            await driver.pilot.resize_terminal(80, 16)
            await driver.until(lambda: 0 < driver.text.count("▄") < before, "a smaller picture")
            await on_page(driver, Attachment, broken)
            await driver.sees("There is no preview of this kind of file.")

    async def test_opens_and_copies(
        self, database: Database, papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`v` opens a copy in its program; `s` copies it to a folder that is chosen."""
        given: list[Path] = []
        monkeypatch.setattr(opening, "open_externally", given.append)
        add_customer(database)
        document = attach(database, papers / "offer.pdf")
        (home / "Out").mkdir()
        async with desk(database) as driver:
            await on_page(driver, Attachment, document)
            await driver.keys("v")
            await driver.until(lambda: given, "the opener")
            assert [path.name for path in given] == ["offer.pdf"]
            await driver.keys("s")
            await driver.is_on("ChooseFolder")
            await driver.sees("Copy offer.pdf to", "./  this folder", "Out/")
            await driver.type("out")
            await driver.keys("enter")
            await driver.sees("~/Out/")
            await driver.until(lambda: "Papers" not in driver.text, "the folder")
            await driver.keys("enter")
            await driver.said("offer.pdf")
            assert os.listdir(home / "Out") == ["offer.pdf"]

    async def test_without_its_file(self, database: Database, papers: Path) -> None:
        """Everything says so, and nothing breaks."""
        add_customer(database)
        document = attach(database, papers / "plan.txt")
        content_of(database, get(database, Attachment, document)).unlink()
        async with desk(database) as driver:
            await on_page(driver, Attachment, document)
            await driver.sees("The file of this document is missing")
            await driver.keys("v")
            await driver.said("The file of this document is missing")

    @pytest.mark.parametrize("name", ["plan.txt", "roof.png", "offer.pdf"])
    async def test_damaged_content(self, database: Database, papers: Path, home: Path, name: str) -> None:
        """It is said, and never shown, opened or copied as the document, also of a kind that has no preview."""
        add_customer(database)
        Image.new("RGB", (400, 400), (200, 30, 30)).save(papers / "roof.png")
        document = attach(database, papers / name)
        path = content_of(database, get(database, Attachment, document))
        content = path.read_bytes()
        path.write_bytes(content + b"first" if name.endswith("png") else content.replace(b"f", b"F"))
        (home / "Out").mkdir()
        async with desk(database) as driver:
            driver.app.folder = home
            await on_page(driver, Attachment, document)
            await driver.sees("The file of this document is damaged.")
            assert not any(text in driver.text for text in ("Mend the roo", "▄", "no preview"))
            await driver.keys("v")
            await driver.said("The file of this document is damaged.")
            await driver.keys("s")
            await driver.sees("Out/")
            await driver.type("out")
            await driver.keys("enter")
            await driver.sees("~/Out/")
            await driver.until(lambda: "Papers" not in driver.text, "the folder")
            await driver.keys("enter")
            await driver.said(f"{name}: The file of this document is damaged.")
            assert os.listdir(home / "Out") == []

    async def test_name_and_description_are_edited(self, database: Database, papers: Path) -> None:
        """In the usual form; the head of the page follows."""
        add_customer(database)
        document = attach(database, papers / "plan.txt")
        async with desk(database) as driver:
            await on_page(driver, Attachment, document)
            await driver.keys("e")
            await driver.is_on("FormScreen")
            await driver.sees("Name", "Description")
            await driver.keys("end")
            await driver.type(".old")
            await driver.keys("ctrl+s")
            await driver.is_on("DocumentPage")
            await driver.sees("plan.txt.old   D-000001")

    async def test_deleted_like_any_record(self, database: Database, papers: Path) -> None:
        add_customer(database)
        document = attach(database, papers / "plan.txt")
        async with desk(database) as driver:
            await on_page(driver, Attachment, document)
            await driver.keys("d")
            await driver.sees("Delete plan.txt?")
            await driver.keys("d")
            await driver.said("Deleted document plan.txt")


async def test_the_list_offers_nothing_that_does_nothing(database: Database) -> None:
    """A document is attached to a record, so there is no `n`; the empty list says how."""
    async with desk(database) as driver:
        driver.app.open_list("attachment")
        await driver.sees("No documents yet. A on the page of a record attaches one to it.")
        assert "new" not in {
            active.binding.action for active in driver.app.screen.active_bindings.values() if active.enabled
        }
