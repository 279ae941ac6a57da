"""The whole way in a real browser: a page filled by keys, posted to the server, collected, made into a customer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.submissions.collecting import collect
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.submission import Submission
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.submissions.publishing import published
from capptro_tui.web.pages import form_page
from capptro_tui.web.published import forms_to_json
from tests.browser.chromium import PROGRAM, Chromium, browser
from tests.public_forms import add_form
from tests.screens.desk import desk
from tests.support import ROOT, Clock, get

pytestmark = pytest.mark.skipif(not PROGRAM, reason="Chromium is not installed: make chromium installs Debian's")

NAME, PHONE, EMAIL = "Bea <b>Brook</b>", "01632 960177", "bea@example.com"
MESSAGE = 'The gate is stuck & "squeaks".'


@pytest.fixture
def served(database: Database, tmp_path: Path, clock: Clock) -> Iterator[int]:
    """The port of the server, which serves the form of the database. Its clock is that of this computer."""
    clock.now = datetime.now(UTC)
    add_form(database, asks_for="Name *\nPhone: Your number\nEmail", intro="We answer within a day.")
    (tmp_path / "forms.json").write_text(forms_to_json([published(database, get(database, PublicForm, 1))]))
    (tmp_path / "inbox").mkdir()
    words = ["forms", "serve", "--forms", "forms.json", "--inbox", "inbox", "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "capptro_tui", *words],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        found = re.search(r":(\d+)/E-000001", process.stdout.readline())
        assert found
        yield int(found[1])
    finally:
        process.kill()
        process.communicate()


def fill(page: Chromium) -> None:
    """Go from field to field by the keyboard alone, and send."""
    for text in (NAME, PHONE, EMAIL, MESSAGE):
        page.press("Tab")
        page.type(text)
    page.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.press("Enter")
    page.wait("Page.loadEventFired")


@pytest.mark.parametrize("kind", ["served", "static"])
async def test_from_the_browser_to_the_work_item(database: Database, served: int, tmp_path: Path, kind: str) -> None:
    """As `forms serve` shows the page, and as a page of one's own web server, which posts to it."""
    address = f"http://127.0.0.1:{served}/E-000001"
    if kind == "static":
        path = tmp_path / "contact.html"
        path.write_text(form_page(published(database, get(database, PublicForm, 1)), address))
    with browser(tmp_path / "profile") as page:
        page.open(address if kind == "served" else path.as_uri())
        assert page.read_aloud() == [
            ("heading", "Write to us", False),
            ("textbox", "Name", True),
            ("textbox", "Your number", False),
            ("textbox", "Email", False),
            ("textbox", "Message", False),
            ("button", "Send", False),
        ]
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.evaluate("document.getElementById('company_url').getBoundingClientRect().right") < 0
        assert page.evaluate("getComputedStyle(document.querySelector('label')).fontWeight") == "600"
        fill(page)
        assert page.evaluate("location.pathname") == "/E-000001/thanks"
        assert "We will be in touch." in page.evaluate("document.body.innerText")
        assert page.complaints() == []
        assert all(url.startswith((address, "file://")) for url in page.requested())
    assert len(collect(database, tmp_path / "inbox").ids) == 1
    await decide(database)


async def test_what_must_be_filled_in_is_asked_for(database: Database, served: int, tmp_path: Path) -> None:
    """By the browser; and by the server, where a browser does not: what was typed is still there."""
    with browser(tmp_path / "profile") as page:
        page.open(f"http://127.0.0.1:{served}/E-000001")
        page.evaluate("document.querySelector('form').noValidate = true")
        page.press("Tab")
        page.press("Tab")
        page.type(PHONE)
        page.evaluate("document.querySelector('button').focus()")
        page.press("Enter")
        page.wait("Page.loadEventFired")
        assert page.evaluate("document.getElementById('phone').value") == PHONE
        assert ("link", "Name: please fill this in.", False) in page.read_aloud()
        page.press("Tab")
        page.press("Enter")
        assert page.evaluate("document.activeElement.id || location.hash") in ("name", "#name")
    assert collect(database, tmp_path / "inbox").ids == []


async def decide(database: Database) -> None:
    """Make a customer and a work item of the submission, in the terminal."""
    async with desk(database, (110, 36), tab="submission") as driver:
        await driver.sees("Bea <b>Brook</b>", "◆ New")
        await driver.keys("enter")
        await driver.sees(f"Your number: {PHONE}", MESSAGE)
        await driver.keys("c")
        await driver.is_on("FormScreen")
        await driver.keys("ctrl+s")
        await driver.sees("✓ Created")
        await driver.keys("w")
        await driver.is_on("FormScreen")
        await driver.keys("ctrl+s")
        await driver.is_on("SubmissionPage")
    stored = {(Customer, "name"): NAME, (Customer, "phone"): PHONE, (Customer, "email"): EMAIL}
    assert {(record, name): get(database, record, 1)[name] for record, name in stored} == stored
    work = get(database, WorkItem, 1)
    assert (work["customer_id"], work["description"].endswith(MESSAGE)) == (1, True)
    linked: RecordType = Submission
    assert get(database, linked, 1)["work_item_id"] == 1
