"""A work item's state and its end follow its start, on every way in; nothing that is reopened starts in the past."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.types.moment_texts import moment_text
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.drafts.standing import Standing, standing
from capptro_tui.services.history import undo
from capptro_tui.services.records import bulk, records, status
from tests.support import add_customer, add_work_item, get

TOMORROW = {"scheduled_start": "2026-03-17 9:00"}
"""The clock of the tests says 2026-03-16, 9:00."""


def state(database: Database, row_id: int = 1) -> tuple[str, str | None, str | None]:
    """State, start and end of a work item."""
    row = get(database, WorkItem, row_id)
    return row["status"], row["scheduled_start"], row["scheduled_end"]


def change(database: Database, **typed: Any) -> tuple[str, ...]:
    """Change the first work item; what is said of it."""
    return records.change(database, WorkItem, 1, typed).notices


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (TOMORROW, "scheduled"),
        ({**TOMORROW, "status": "new"}, "scheduled"),
        ({**TOMORROW, "scheduled_start": "2025-01-05 9:00"}, "scheduled"),
        ({**TOMORROW, "status": "Completed"}, "completed"),
        ({**TOMORROW, "status": "in_progress"}, "in_progress"),
        ({"status": "scheduled"}, "scheduled"),
        ({"scheduled_start": ""}, "new"),
        ({}, "new"),
    ],
)
def test_a_new_one_with_a_start_is_scheduled(database: Database, typed: dict[str, str], expected: str) -> None:
    assert state(database, add_work_item(database, **typed))[0] == expected


class TestAStart:
    """A start that is given or taken away later."""

    def test_schedules_what_is_new(self, database: Database) -> None:
        add_work_item(database)
        change(database, **TOMORROW)
        assert state(database) == ("scheduled", "2026-03-17T09:00", None)

    @pytest.mark.parametrize("empty", ["", "  ", None])
    def test_that_is_taken_away_makes_it_new_again_and_takes_the_end(self, database: Database, empty: Any) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="+90")
        assert change(database, scheduled_start=empty) == ("End was taken away.",)
        assert state(database) == ("new", None, None)

    @pytest.mark.parametrize("other", ["in_progress", "on_hold", "completed", "cancelled"])
    def test_leaves_other_states_as_they_are(self, database: Database, other: str) -> None:
        add_work_item(database, status=other)
        change(database, **TOMORROW)
        assert state(database)[0] == other
        change(database, scheduled_start="")
        assert state(database)[0] == other

    def test_that_comes_with_a_state_leaves_the_state(self, database: Database) -> None:
        add_work_item(database)
        change(database, **TOMORROW, status="in_progress")
        assert state(database)[0] == "in_progress"

    def test_goes_when_the_item_is_made_new(self, database: Database) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="+90")
        assert change(database, status="new") == ("Start was taken away.", "End was taken away.")
        assert state(database) == ("new", None, None)

    def test_stays_when_something_else_is_changed(self, database: Database) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="+90")
        before = state(database)
        assert change(database, title="Mend the gutter") == ()
        assert state(database) == before

    def test_of_many_at_once(self, database: Database) -> None:
        """Each by its own state."""
        new, busy = add_work_item(database), add_work_item(database, status="in_progress")
        bulk.change(database, WorkItem, [new, busy], TOMORROW)
        assert [state(database, one)[0] for one in (new, busy)] == ["scheduled", "in_progress"]
        bulk.change(database, WorkItem, [new, busy], {"scheduled_start": ""})
        assert [state(database, one)[0] for one in (new, busy)] == ["new", "in_progress"]

    def test_and_its_state_and_end_are_taken_back_by_one_undo(self, database: Database) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="+90")
        before = get(database, WorkItem, 1)
        for typed in ({"scheduled_start": "2026-03-20 14:00"}, {"scheduled_start": ""}, {"status": "new"}):
            change(database, **typed)
            after = state(database)
            undo.undo(database)
            assert get(database, WorkItem, 1) == before
            undo.redo(database)
            assert state(database) == after
            undo.undo(database)


class TestAnEnd:
    """An end keeps its distance from the start."""

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ("2026-03-17 14:00", "2026-03-17T15:30"),
            ("2026-03-16 7:00", "2026-03-16T08:30"),
            ("2026-03-31 23:30", "2026-04-01T01:00"),
            ("2026-03-29 0:30", "2026-03-29T02:00"),
            ("2028-02-28 23:00", "2028-02-29T00:30"),
        ],
    )
    def test_moves_with_it(self, database: Database, start: str, end: str) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="+90")
        notices = change(database, scheduled_start=start)
        assert state(database)[2] == end
        assert notices == (f"End is now {moment_text(end)}.",)

    def test_that_is_typed_stays(self, database: Database) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="+90")
        assert change(database, scheduled_start="2026-03-18 9:00", scheduled_end="2026-03-18 17:00") == ()
        assert state(database)[2] == "2026-03-18T17:00"

    def test_that_is_typed_as_it_was_is_one_that_is_typed(self, database: Database) -> None:
        """It is refused where it would be before the start."""
        add_work_item(database, **TOMORROW, scheduled_end="+90")
        change(database, scheduled_start="2026-03-17 10:00", scheduled_end="2026-03-17 10:30")
        assert state(database)[2] == "2026-03-17T10:30"
        with pytest.raises(Invalid, match="End is before start"):
            change(database, scheduled_start="2026-03-17 11:00", scheduled_end="2026-03-17 10:30")

    def test_that_is_emptied_with_a_new_start_is_empty(self, database: Database) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="+90")
        change(database, scheduled_start="2026-03-18 9:00", scheduled_end="")
        assert state(database)[2] is None

    def test_without_a_start_waits_for_one(self, database: Database) -> None:
        add_work_item(database, scheduled_end="2026-03-20 12:00")
        change(database, scheduled_start="2026-03-20 10:00")
        assert state(database) == ("scheduled", "2026-03-20T10:00", "2026-03-20T12:00")

    def test_that_would_be_after_all_time_is_refused(self, database: Database) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="2026-03-19 9:00")
        with pytest.raises(Invalid, match="End is before start"):
            change(database, scheduled_start="9999-12-31 9:00")


class TestReopening:
    """What is opened again is not to start in the past."""

    @pytest.mark.parametrize(("closed", "opened"), [("completed", "in_progress"), ("cancelled", "new")])
    def test_takes_a_start_in_the_past_away(self, database: Database, closed: str, opened: str) -> None:
        add_work_item(database, scheduled_start="2026-03-16 8:59", scheduled_end="+90", status=closed)
        before = get(database, WorkItem, 1)
        assert status.reopen(database, WorkItem, 1).notices == ("Its start was in the past, so it was taken away.",)
        assert state(database) == (opened, None, None)
        undo.undo(database)
        assert get(database, WorkItem, 1) == before

    @pytest.mark.parametrize(("closed", "opened"), [("completed", "in_progress"), ("cancelled", "scheduled")])
    def test_keeps_one_to_come(self, database: Database, closed: str, opened: str) -> None:
        add_work_item(database, **TOMORROW, scheduled_end="+90", status=closed)
        assert status.reopen(database, WorkItem, 1).notices == ()
        assert state(database) == (opened, "2026-03-17T09:00", "2026-03-17T10:30")

    def test_with_its_customer(self, database: Database) -> None:
        """What a deactivation cancelled comes back the same way."""
        acme = add_customer(database)
        past, later, busy = (
            add_work_item(database, acme, start, scheduled_start=start, status=given)
            for start, given in (("2026-03-02 9:00", "new"), ("2026-04-02 9:00", "new"), ("2026-03-03 9:00", "on_hold"))
        )
        status.deactivate(database, Customer, acme)
        wanted = [(WorkItem, one) for one in (past, later, busy)]
        done = status.reactivate(database, Customer, acme, bring_back=wanted)
        assert done.notices == ("The start of 2 work items was in the past, so it was taken away.",)
        assert [state(database, one)[:2] for one in (past, later, busy)] == [
            ("new", None),
            ("scheduled", "2026-04-02T09:00"),
            ("on_hold", None),
        ]


def test_a_draft_is_known_again_after_its_item_was_scheduled(database: Database) -> None:
    """What was saved just before a kill is not offered again, though its state is another than the typed one."""
    typed = {"title": "Mend", "status": "new", "scheduled_start": "2026-03-17 9:00"}
    contents = {name: FieldContent(text, text if name == "status" else None) for name, text in typed.items()}
    draft = Draft("1", "record", record="work_item", contents=contents, typed_at="2026-03-16T09:00:00Z")
    add_work_item(database, None, **typed)
    assert standing(database, draft) is Standing.SAVED
