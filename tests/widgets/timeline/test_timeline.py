"""The timeline: the journal told in words, read a page at a time, in its place after every change."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.message import Message

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.business import business_settings
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from capptro_tui.themes import DARK_THEME
from capptro_tui.widgets.timeline.timeline import JournalSource, Timeline, TimelineEntry
from capptro_tui.widgets.timeline.timeline_entries import FAR, MOST, PAGE, RecordChange
from capptro_tui.widgets.timeline.timeline_lines import can_open, day_heading, entry_height, entry_lines
from capptro_tui.widgets.timeline.timeline_messages import TimelineMessage
from tests.screens.desk import PATIENCE
from tests.support import HOSTILE, Clock, add_contact, add_customer, add_work_item
from tests.widgets.table.table_app import settled, until

TODAY = date(2026, 3, 16)


class FakeSource:
    """Entries that are made when asked for: batches 1 to `newest`, ten a day."""

    def __init__(self, newest: int) -> None:
        self.newest = newest
        self.calls: list[tuple[int | None, int]] = []
        self.threads: set[int] = set()
        self.undone: dict[int, tuple[str, int]] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.error: Exception | None = None

    def entries(self, before: TimelineEntry | None, count: int) -> list[TimelineEntry]:
        below = before.batch if before else None
        self.calls.append((below, count))
        self.threads.add(threading.get_ident())
        assert self.gate.wait(PATIENCE)
        if self.error is not None:
            raise self.error
        top = self.newest if below is None else below - 1
        return [self._entry(batch) for batch in range(top, max(0, top - count), -1)]

    def _entry(self, batch: int) -> TimelineEntry:
        day = date.fromordinal(TODAY.toordinal() - (self.newest - batch) // 10).isoformat()
        verb, target = self.undone.get(batch, ("change", None))
        change = RecordChange("Customer Acme", "", (("Phone", f"0{batch}", f"1{batch}"),))
        summary = f"Changed phone of number {batch}"
        return TimelineEntry(batch, f"{day}T09:00", "Ann", verb, summary, target=target, changes=(change,))

    def today(self) -> date:
        return TODAY


class TimelineApp(App[None]):
    """One timeline, and every message of it."""

    def __init__(self, source: Any, **options: Any) -> None:
        super().__init__()
        self.timeline = Timeline(source, **options)
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        self.register_theme(DARK_THEME)
        self.theme = DARK_THEME.name
        yield self.timeline

    def on_mount(self) -> None:
        self.timeline.focus()

    @on(Timeline.EntryHighlighted)
    @on(Timeline.EntryChosen)
    @on(Timeline.ReadingFailed)
    def note(self, message: TimelineMessage) -> None:
        assert message.control is self.timeline
        self.said.append(message)


def lines(timeline: Timeline) -> list[str]:
    """What is on the screen."""
    return [timeline.render_line(y).text.rstrip() for y in range(timeline.size.height)]


def at(timeline: Timeline) -> int:
    """The batch under the cursor."""
    assert timeline.entry is not None
    return timeline.entry.batch


def shown(database: Database, *scope: Any, width: int = 80, opened: bool = False) -> list[str]:
    """The newest entry as it is drawn."""
    entry = JournalSource(database, *scope).entries(None, 1)[0]
    drawn = entry_lines(entry, opened, width)
    assert len(drawn) == entry_height(entry, opened, width)
    assert all(line.cell_length == width for line in drawn)
    return [line.plain.rstrip() for line in drawn]


# What is told


def test_a_change_is_told_from_what_to_what(database: Database) -> None:
    customer = add_customer(database, phone="01632 960001")
    records.change(database, Customer, customer, {"phone": "01632 960002"})
    first, second = shown(database)
    assert first.startswith("  09:00  Changed phone of Acme Ltd")
    assert first.endswith("Ann Example")
    assert second == "         Phone  01632 960001 → 01632 960002"


def test_nothing_is_called_empty(database: Database) -> None:
    customer = add_customer(database, phone="01632 960001")
    records.change(database, Customer, customer, {"phone": "", "email": "a@b.example"})
    assert shown(database)[1:] == [
        "         Phone  01632 960001 → (empty)",
        "         Email  (empty) → a@b.example",
    ]


def test_a_created_record_lists_what_was_filled_in(database: Database) -> None:
    customer = add_customer(database, account="0007", phone="01632 960001", billing_city="Leeds")
    told = shown(database)[1]
    for part in ("Account 0007", "Phone 01632 960001", "Billing city Leeds"):
        assert part in told
    opened = shown(database, Customer, customer, opened=True)
    assert opened[0].startswith("▾ 09:00")
    assert "         Account       0007" in opened


def test_many_changes_fold_and_open(database: Database) -> None:
    customer = add_customer(database)
    typed = {"phone": "01632 960001", "account": "7", "fax": "01632 960002", "industry": "Boats", "area": "Docks"}
    records.change(database, Customer, customer, typed)
    folded = shown(database)
    assert folded[0].startswith("▸")
    assert folded[-1] == "         and 2 more fields"
    assert len(folded) == 5
    assert len(shown(database, opened=True)) == 6


def test_four_changes_need_no_fold(database: Database) -> None:
    customer = add_customer(database)
    typed = {"phone": "01632 960001", "account": "7", "fax": "01632 960002", "area": "Docks"}
    records.change(database, Customer, customer, typed)
    assert len(shown(database)) == 5
    assert not can_open(JournalSource(database).entries(None, 1)[0])


def test_several_records_are_counted_and_then_named(database: Database) -> None:
    customer = add_customer(database)
    bea = add_contact(database, customer, is_primary=True)
    add_work_item(database, customer, contact_id=bea)
    business_settings.toggle_default(database, customer)
    trash.delete(database, Customer, customer)
    assert sorted(shown(database)[1].strip().split(", ")) == ["1 contact", "1 customer", "1 work item", "settings"]
    opened = "\n".join(shown(database, opened=True))
    assert "Contact Bea  put into the trash" in opened
    assert "Work item Mend the roof" in opened
    assert "Customer  Acme Ltd → (empty)" in opened
    assert "Customer's name" not in opened


def test_a_customers_timeline_has_all_that_belongs_to_it(database: Database) -> None:
    customer = add_customer(database)
    other = add_customer(database, "Other")
    contact = add_contact(database, customer)
    add_work_item(database, customer)
    records.change(database, Contact, contact, {"phone": "01632 960001"})
    business_settings.toggle_default(database, customer)
    summaries = [entry.summary for entry in JournalSource(database, Customer, customer).entries(None, 20)]
    assert len(summaries) == 5
    assert not any("Other" in summary for summary in summaries)
    assert [entry.summary for entry in JournalSource(database, Customer, other).entries(None, 20)] == [
        "Created customer Other"
    ]
    assert len(JournalSource(database, Contact, contact).entries(None, 20)) == 2
    assert len(JournalSource(database).entries(None, 20)) == 6


def test_one_record_of_a_large_batch_is_told_for_itself(sample: Database) -> None:
    """However many the batch has changed, a record's own timeline has its part."""
    last = sample.select("SELECT max(id) AS id FROM work_item")[0]["id"]
    entry = JournalSource(sample, WorkItem, last).entries(None, 1)[0]
    assert len(entry.changes) == 1
    assert entry.more == 0
    whole = JournalSource(sample).entries(None, 1)[0]
    assert len(whole.changes) == MOST
    assert whole.more == 582 - MOST
    assert shown(sample)[-1].strip() == "582 records"
    assert shown(sample, opened=True)[-1].strip() == f"and {582 - MOST} more records"


def test_an_entry_knows_the_record_it_is_about(database: Database) -> None:
    customer = add_customer(database)
    add_contact(database, customer, "Ann", is_primary=True)
    bob = add_contact(database, customer, "Bob", is_primary=True)
    business_settings.toggle_default(database, customer)
    default, second = JournalSource(database).entries(None, 2)
    assert second.about == (Contact, bob)
    assert default.about is None


def test_what_was_undone_is_marked_and_not_undone_again(database: Database) -> None:
    customer = add_customer(database)
    records.change(database, Customer, customer, {"phone": "01632 960001"})
    undo.undo(database)
    undoing, change, created = JournalSource(database).entries(None, 9)
    assert (change.undone, change.can_be_undone) == (True, False)
    assert (undoing.undone, undoing.can_be_undone) == (False, False)
    assert created.can_be_undone
    assert "↶ undone" in entry_lines(change, False, 80)[0].plain


@pytest.mark.parametrize("width", [20, 38, 59, 60, 78, 140])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_at_any_width(text: str, width: int) -> None:
    change = RecordChange(f"Customer {text}", "created", ((text, text * 3, text), (text, "", text * 40)))
    changed = RecordChange(f"Customer {text}", "", ((text, text * 30, text), (text, "", text)))
    for changes in ((change,), (changed,), (change, changed)):
        for opened in (False, True):
            entry = TimelineEntry(
                1, "2026-03-16T09:00", text, "change", f"Changed {text}", undone=opened, changes=changes
            )
            drawn = entry_lines(entry, opened, width)
            assert len(drawn) == entry_height(entry, opened, width)
            for line in drawn:
                assert cell_len(line.plain) == width
                assert line.plain.isprintable()


def test_a_change_that_is_too_long_for_a_line_has_two() -> None:
    change = RecordChange("Customer Acme", "", (("Email", "office@before.example", "office@after.example"),))
    entry = TimelineEntry(1, "2026-03-16T09:00", "Ann", "change", "Changed email of Acme", changes=(change,))
    assert [line.plain.rstrip() for line in entry_lines(entry, False, 40)][-2:] == [
        "         Email  office@before.example",
        "              → office@after.example",
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-03-16", "Today"),
        ("2026-03-15", "Yesterday"),
        ("2026-03-13", "Friday, 13 March 2026"),
        ("2025-12-31", "Wednesday, 31 December 2025"),
        ("not a day", "not a day"),
    ],
)
def test_days_have_names(day: str, name: str) -> None:
    assert day_heading(day, TODAY) == name


# The widget


async def test_the_first_page_is_enough_to_paint() -> None:
    app = TimelineApp(source := FakeSource(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert source.calls == [(None, PAGE)]
        assert threading.get_ident() not in source.threads
        assert lines(app.timeline)[:3] == [
            "  Today",
            "  09:00  Changed phone of number 10000" + " " * 36 + "Ann",
            "         Phone  010000 → 110000",
        ]
        assert "  Yesterday" in lines(app.timeline)


async def test_more_is_read_when_the_end_comes_near() -> None:
    app = TimelineApp(source := FakeSource(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for _ in range(12):
            await pilot.press("pagedown")
            await settled(pilot)
        assert 100 < len(app.timeline.entries) < 400
        batches = [entry.batch for entry in app.timeline.entries]
        assert batches == list(range(10_000, 10_000 - len(batches), -1))
        assert {count for _, count in source.calls} == {PAGE}


async def test_keys_move_the_cursor() -> None:
    app = TimelineApp(FakeSource(300))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        timeline = app.timeline
        steps = [("down", 299), ("down", 298), ("up", 299), ("up", 300), ("up", 300), ("end", 1), ("down", 1)]
        for key, batch in [*steps, ("home", 300)]:
            await pilot.press(key)
            await settled(pilot)
            assert at(timeline) == batch, key
            assert any(f"number {batch} " in line for line in lines(timeline))
        await pilot.press("pagedown")
        await settled(pilot)
        there = at(timeline)
        assert 285 < there < 295
        assert any(f"number {there}" in line for line in lines(timeline))
        await pilot.press("pageup")
        await settled(pilot)
        assert at(timeline) == 300


async def test_end_reads_on_until_the_oldest_and_another_key_stops_it() -> None:
    app = TimelineApp(source := FakeSource(5_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        source.gate.clear()
        await pilot.press("end")
        await pilot.press("home")
        source.gate.set()
        await settled(pilot)
        assert at(app.timeline) == 5_000
        assert len(app.timeline.entries) < 1_000
        await pilot.press("end")
        await settled(pilot)
        assert at(app.timeline) == 1
        assert len(app.timeline.entries) == 5_000


async def test_enter_opens_and_closes_the_details(sample: Database) -> None:
    records.change(sample, Customer, 1, {"phone": "01632 960002"})
    app = TimelineApp(JournalSource(sample))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = lines(app.timeline)
        await pilot.press("down", "enter")
        assert "▾" in "".join(lines(app.timeline))
        assert "Customer Seaview Lettings & Management  created" in "\n".join(lines(app.timeline))
        # A tall entry is scrolled through before the cursor leaves it.
        top = app.timeline.scroll_offset.y
        await pilot.press("down")
        await pilot.pause()
        assert app.timeline.scroll_offset.y > top
        assert at(app.timeline) == 1
        await pilot.press("up", "enter")
        await pilot.pause()
        assert lines(app.timeline) == before
        await pilot.press("up")
        assert at(app.timeline) == 2
        assert [said.batch for said in app.said if isinstance(said, Timeline.EntryChosen)] == [1, 1]


async def test_a_click_moves_and_a_second_one_chooses() -> None:
    app = TimelineApp(FakeSource(300))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click(app.timeline, offset=(12, 4))
        await pilot.pause()
        assert at(app.timeline) == 299
        assert not [said for said in app.said if isinstance(said, Timeline.EntryChosen)]
        await pilot.click(app.timeline, offset=(12, 3))
        await until(pilot, lambda: any(isinstance(said, Timeline.EntryChosen) for said in app.said))


async def test_looking_again_keeps_the_place() -> None:
    app = TimelineApp(source := FakeSource(300))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "down", "down")
        before = [line for line in lines(app.timeline) if "number 297" in line]
        place = lines(app.timeline).index(before[0])
        source.newest = 305
        source.calls.clear()
        app.timeline.look_again()
        await settled(pilot)
        assert at(app.timeline) == 297
        assert "number 297" in lines(app.timeline)[place]
        assert [entry.batch for entry in app.timeline.entries[:7]] == [305, 304, 303, 302, 301, 300, 299]
        assert source.calls == [(None, PAGE)]


async def test_looking_again_from_the_top_shows_what_is_new() -> None:
    app = TimelineApp(source := FakeSource(300))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        source.newest = 301
        app.timeline.look_again()
        await settled(pilot)
        assert at(app.timeline) == 301
        assert "number 301" in lines(app.timeline)[1]


async def test_what_is_undone_meanwhile_is_marked_and_redone_unmarked() -> None:
    app = TimelineApp(source := FakeSource(300))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        source.newest, source.undone = 301, {301: ("undo", 299)}
        app.timeline.look_again()
        await settled(pilot)
        assert [entry.batch for entry in app.timeline.entries if entry.undone] == [299]
        assert "↶ undone" in "".join(lines(app.timeline))
        source.newest, source.undone = 302, {301: ("undo", 299), 302: ("redo", 299)}
        app.timeline.look_again()
        await settled(pilot)
        assert not any(entry.undone for entry in app.timeline.entries)


async def test_very_much_that_is_new_is_read_afresh() -> None:
    app = TimelineApp(source := FakeSource(300))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down")
        source.newest = 300 + 2 * FAR
        app.timeline.look_again()
        await settled(pilot)
        assert at(app.timeline) == source.newest
        batches = [entry.batch for entry in app.timeline.entries]
        assert batches == list(range(batches[0], batches[0] - len(batches), -1))


async def test_nothing_says_so_and_then_something_appears() -> None:
    app = TimelineApp(source := FakeSource(0), empty_text="Nothing has happened [/] yet.")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Nothing has happened [/] yet." in "".join(lines(app.timeline))
        await pilot.press("up", "down", "pagedown", "end", "enter")
        source.newest = 2
        app.timeline.look_again()
        await settled(pilot)
        assert [entry.batch for entry in app.timeline.entries] == [2, 1]


async def test_a_failure_is_told_and_tried_again() -> None:
    source = FakeSource(300)
    source.error = OSError("gone")
    app = TimelineApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "could not be read" in "".join(lines(app.timeline))
        assert [said.error for said in app.said if isinstance(said, Timeline.ReadingFailed)] == [source.error]
        source.error = None
        app.timeline.look_again()
        await settled(pilot)
        assert at(app.timeline) == 300


async def test_another_source_replaces_what_is_still_being_read() -> None:
    slow, other = FakeSource(300), FakeSource(40)
    app = TimelineApp(slow)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        slow.gate.clear()
        await pilot.press("end")
        app.timeline.show_source(other)
        slow.gate.set()
        await settled(pilot)
        assert [entry.batch for entry in app.timeline.entries] == list(range(40, 0, -1))


async def test_another_width_keeps_the_cursor_on_its_line() -> None:
    app = TimelineApp(FakeSource(300))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*["down"] * 30)
        await settled(pilot)
        batch = at(app.timeline)
        place = next(y for y, line in enumerate(lines(app.timeline)) if f"number {batch}" in line)
        await pilot.resize_terminal(40, 24)
        await settled(pilot)
        assert at(app.timeline) == batch
        now = next(y for y, line in enumerate(lines(app.timeline)) if f"number {batch}" in line)
        assert now == place
        assert all(cell_len(line) <= 40 for line in lines(app.timeline))


async def test_the_day_follows_the_clock(database: Database, clock: Clock) -> None:
    add_customer(database)
    app = TimelineApp(JournalSource(database))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert lines(app.timeline)[0] == "  Today"
        clock.forward(days=1)
        add_customer(database, "Later")
        app.timeline.look_again()
        await settled(pilot)
        assert "  Today" in lines(app.timeline)
        assert "  Yesterday" in lines(app.timeline)
