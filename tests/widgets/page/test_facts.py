"""A record in words: the head, the key facts and the profile of its page fit any width and harm nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from textual.app import App
from textual.content import Content

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.types.moment_texts import short_when_text, short_when_width, when_text
from capptro_tui.services.business import customer_activity
from capptro_tui.widgets.page.facts import activity_facts, activity_lines, flow, head, key_facts, profile
from capptro_tui.widgets.page.figures import Figure, Figures
from capptro_tui.widgets.page.summary import summary
from tests.support import HOSTILE, add, add_contact, add_customer, add_work_item, get

TODAY = date(2026, 3, 16)
WIDTHS = [20, 36, 55, 56, 76, 116]


def plain(lines: list[Content]) -> list[str]:
    """The lines without their colours."""
    return [line.plain for line in lines]


def records(database: Database, text: str) -> Iterator[tuple[RecordType, dict[str, Any]]]:
    """A customer, a contact and a work item with a text wherever one may be."""
    typed = dict.fromkeys(("contact_name", "description", "billing_street", "category", "employees"), text)
    customer = add_customer(database, text, account=text, **typed)
    contact = add_contact(database, customer, text, last_name=text, role=text, is_primary=True)
    item = add_work_item(database, customer, text, contact_id=contact, scheduled_start="today 9:00", notes=text * 3)
    for record, row_id in ((Customer, customer), (Contact, contact), (WorkItem, item)):
        yield record, get(database, record, row_id)


def test_things_flow_side_by_side_and_are_cut_only_alone() -> None:
    items = [Content(text) for text in ("one", "two", "three and more", "four")]
    assert plain(flow(items, 12)) == ["one   two", "three and m…", "four"]
    assert plain(flow(items, 80)) == ["one   two   three and more   four"]
    assert flow([], 80) == []


@pytest.mark.parametrize(
    ("moment", "long", "short"),
    [
        ("2026-03-16T09:00", "today 09:00", "today 09:00"),
        ("2026-03-17T09:00", "tomorrow 09:00", "tomorrow 09:00"),
        ("2026-03-15T09:00", "yesterday 09:00", "15 Mar 09:00"),
        ("2026-03-20T09:00", "Fri 20 Mar 09:00", "Fri 09:00"),
        ("2026-03-23T09:00", "Mon 23 Mar 09:00", "23 Mar 09:00"),
        ("2025-12-31T09:00", "Wed, 31 Dec 2025 09:00", "31 Dec 2025"),
        ("2026-03-16", "today", "today"),
        ("whenever", "whenever", "whenever"),
    ],
)
def test_days_and_times_as_people_say_them(moment: str, long: str, short: str) -> None:
    assert when_text(moment, TODAY) == long
    assert short_when_text(moment, TODAY) == short
    assert len(short) <= short_when_width()


def going_on(database: Database, customer: int, width: int, *, brief: bool = False) -> list[Content]:
    """The lines that say what is going on with a customer."""
    activity = customer_activity.activity(database, customer)
    return [*flow(activity_facts(activity, "GBP", width), width), *activity_lines(activity, TODAY, width, brief=brief)]


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_fits_any_width_whatever_it_says(database: Database, width: int) -> None:
    for text in (text for text in HOSTILE if text.strip()):
        for record, row in records(database, text):
            lines = [*head(record, row, True, width), *flow(key_facts(record, row, TODAY), width)]
            if record is Customer:
                lines += going_on(database, row["id"], width)
            lines += profile(record, row, width).split("\n")
            for line in lines:
                assert line.cell_length <= width, (text, line.plain)
                assert line.plain.isprintable()


def test_a_profile_has_two_columns_where_there_is_room(sample: Database) -> None:
    row = get(sample, Customer, 1)
    narrow, wide = profile(Customer, row, 40).plain, profile(Customer, row, 76).plain
    assert any("Classification" in line[30:] for line in wide.splitlines())
    assert len(wide.splitlines()) < len(narrow.splitlines())
    for told in ("HH-0001", "Kelhaven", "Landlord or agent", "by ann"):
        assert told in wide


def test_a_note_is_there_to_its_last_word(database: Database) -> None:
    """Its name has only the first line of it, and that cut."""
    text = "Ring the side door.\n" + "and wait " * 900 + "for the dog."
    row = get(database, Note, add(database, Note, customer_id=add_customer(database), text=text))
    assert " ".join(profile(Note, row, 76).plain.split()).count("Ring the side door. and wait and") == 1
    assert "for the dog." in profile(Note, row, 76).plain
    assert "for the dog." in summary(Note, row).plain


def test_a_label_and_its_value_are_apart_beside_a_list(database: Database) -> None:
    row = get(database, Customer, add_customer(database, billing_state="Kent"))
    assert "State or county Kent" in summary(Customer, row).plain


def test_a_profile_of_nothing_but_a_name(database: Database) -> None:
    row = get(database, Customer, add_customer(database))
    assert profile(Customer, row, 76).plain == "Created 16 Mar 2026 09:00 by ann"


def test_a_value_that_cannot_be_broken_stands_below_its_label(database: Database) -> None:
    row = get(database, Customer, add_customer(database, email="a-rather-long-name@company.example"))
    assert profile(Customer, row, 38).plain.splitlines()[1:3] == ["Email  ", "  a-rather-long-name@company.example"]


def test_the_activity_of_a_customer(database: Database) -> None:
    customer = add_customer(database)
    assert plain(going_on(database, customer, 76)) == ["Open work 0"]
    add_contact(database, customer, "Bea", role="Owner", is_primary=True)
    add_contact(database, customer, "Cay")
    add_work_item(database, customer, "Later", scheduled_start="2026-04-01 9:00")
    add_work_item(database, customer, "Sooner", scheduled_start="tomorrow 9:00")
    add_work_item(database, customer, "Whenever")
    add_work_item(database, customer, "Old", scheduled_start="2026-01-05 9:00", status="completed")
    add_work_item(database, customer, "Older", scheduled_start="2025-01-05 9:00", status="completed")
    add_work_item(database, customer, "Off", scheduled_start="2026-02-05 9:00", status="cancelled")
    add_work_item(database, None, "Other", scheduled_start="today 9:00")
    facts = going_on(database, customer, 76)
    assert plain(facts) == [
        "Contact Bea, Owner   Open work 3",
        "Next tomorrow 09:00  Sooner   Last Mon 5 Jan  Old",
    ]
    narrow = going_on(database, customer, 36)
    assert plain(narrow) == ["Contact Bea   Open work 3", "Next tomorrow 09:00  Sooner"]


def test_notes_that_matter_have_a_line_each_or_share_one(database: Database) -> None:
    customer = add_customer(database)
    for text in ("Dog in the yard.", "Pays cash only."):
        add(database, Note, customer_id=customer, text=text, important=True)
    assert plain(going_on(database, customer, 76))[1:] == ["‼ Pays cash only.", "‼ Dog in the yard."]
    assert plain(going_on(database, customer, 76, brief=True))[1:] == ["‼ Pays cash only.   ‼ Dog in the yard."]
    assert going_on(database, customer, 24, brief=True)[-1].cell_length <= 24


def test_two_long_jobs_share_a_line(database: Database) -> None:
    customer = add_customer(database)
    add_work_item(database, customer, "A" * 60, scheduled_start="tomorrow 9:00")
    add_work_item(database, customer, "B" * 60, scheduled_start="2026-01-05 9:00", status="completed")
    lines = going_on(database, customer, 76)
    assert len(lines) == 2
    assert lines[1].cell_length == 76
    assert lines[1].plain.count("…") == 2


@pytest.mark.parametrize(
    ("width", "shown"),
    [(80, ["12     3         0", "Open   ◆ Ready   Done"]), (40, ["12 Open   3 ◆ Ready"])],
)
async def test_figures_give_way_where_there_is_little_room(width: int, shown: list[str]) -> None:
    figures = [Figure(12, Content("Open")), Figure(3, Content("◆ Ready")), Figure(0, Content("Done"), always=False)]

    class FiguresApp(App[None]):
        def compose(self) -> Any:
            yield Figures()

        def on_mount(self) -> None:
            self.query_one(Figures).show_figures(figures)

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return {"muted": "#888888"}

    app = FiguresApp()
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()
        content = app.query_one(Figures).content
        assert isinstance(content, Content)
        assert [line.rstrip() for line in content.plain.splitlines()] == shown
