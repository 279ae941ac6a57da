"""Submissions are received once, as text, and refused with a reason; how many came is counted."""

from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused, Restored
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.submission import Submission
from capptro_tui.services.history import trash, undo
from capptro_tui.services.integrity.check import check
from capptro_tui.services.records import records
from capptro_tui.services.restoring import restoring
from capptro_tui.services.search.find import find
from capptro_tui.services.search.listing import Listing
from capptro_tui.services.submissions.counting import count_form_by_month, count_list_by_month
from capptro_tui.services.submissions.receiving import Sent, receive
from tests.public_forms import add_form, sent, submit
from tests.support import HOSTILE, Clock, add, batches, get, is_plain


@pytest.fixture
def forms(database: Database) -> Database:
    add_form(database)
    return database


def test_a_submission_is_a_record(forms: Database) -> None:
    """With the text in the order of the form, what was sent exactly, and the form it is of."""
    received = receive(forms, [sent(name="Bea Brook", phone="01632 960177", message="The gate\nis stuck.", shoe="42")])
    row = get(forms, Submission, received.ids[0])
    assert row["content"] == "Name: Bea Brook\nYour number: 01632 960177\nshoe: 42\n\nThe gate\nis stuck."
    assert (row["name"], row["status"], row["public_form_id"]) == ("Bea Brook", "new", 1)
    assert row["received_at"] == "2026-03-16T09:00:00Z"
    assert json.loads(row["sent"])["fields"]["shoe"] == "42"
    assert received.result is not None
    assert received.result.summary == "Received submission Bea Brook"
    assert [hit.row["id"] for hit in find(forms, "960177", [Submission], limit=5)] == [row["id"]]


def test_each_is_received_once(forms: Database) -> None:
    """Sent or read again, nothing is doubled, and nothing written; also if it is in the trash by now."""
    first = submit(forms, name="Bea")
    trash.delete(forms, Submission, first)
    before = batches(forms)
    again = receive(forms, [sent(name="Bea"), sent(name="Bea")])
    assert (again.ids, again.already_there, again.result) == ([], [first, first], None)
    assert batches(forms) == before
    twice = receive(forms, [sent(name="Cleo"), sent(name="Cleo")])
    assert (len(twice.ids), len(twice.already_there)) == (1, 1)


def test_hostile_text_is_text(forms: Database) -> None:
    """Each value is kept as it was sent, and found again; a name that fits on no line is not made into one."""
    for text in HOSTILE:
        row = get(forms, Submission, submit(forms, name=text, phone="1", message=f"{text}\n{text}"))
        assert text in row["content"] or not text.strip()
        assert json.loads(row["sent"])["fields"]["name"] == text
        assert row["name"] in (text, "")
    assert get(forms, Submission, submit(forms, name="a\r\nBcc: all@example.com"))["name"] == ""
    assert check(forms) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (sent("", name="Bea"), "names no form"),
        (sent("C-1", name="Bea"), "not the number of a public form"),
        (sent("E-9", name="Bea"), "There is no public form E-000009"),
        (sent("E-2", name="Bea"), "E-000002 is in the trash"),
        (sent(company_url="buy"), "Nothing is filled in"),
        (sent(name="Bea", company_url="buy"), "a program has sent it"),
        (sent(name=" "), "Nothing is filled in"),
        (sent(**{f"field{count}": "x" for count in range(1000)}), "It has 1,000 fields"),
        (sent(name="x" * 20_001), "20,001 characters"),
        (sent(**{"n" * 81: "x"}), "whose name is longer"),
        (sent(name="half \ud800"), "half a character"),
        (Sent("E-1", {"name": "Bea"}, {}, "web", "1" * 64, received="tomorrow"), "is no moment"),
        (Sent("E-1", {"name": "Bea"}, {}, "web", "2" * 64, received="2026-12-01T00:00:00Z"), "still to come"),
    ],
)
def test_what_does_not_fit_is_refused(forms: Database, given: Sent, why: str) -> None:
    """With a sentence for people. The others of the same file come in."""
    trash.delete(forms, PublicForm, add_form(forms, name="Old"))
    received = receive(forms, [given, sent(name="Cleo")])
    assert len(received.ids) == 1
    [(_, said)] = received.refused
    assert why in said
    assert is_plain(said)
    assert len(forms.select("SELECT id FROM submission")) == 1


def test_nobody_types_one(forms: Database) -> None:
    with pytest.raises(Refused, match="received, not typed"):
        add(forms, Submission, content="made up")


def test_what_was_sent_stays(forms: Database) -> None:
    """Notes are one's own; the rest is evidence."""
    row_id = submit(forms, name="Bea")
    records.change(forms, Submission, row_id, {"notes": "Ring on Monday."})
    with pytest.raises(Invalid, match="stays as it was received"):
        records.change(forms, Submission, row_id, {"content": "Something else"})


def test_undo_in_a_window_is_of_what_was_done_there(forms: Database) -> None:
    """A submission that came in meanwhile is not what the undo key takes back, but can be undone by name."""
    mine = records.create(forms, PublicForm, {"name": "Other", "heading": "Hello"})
    received = receive(forms, [sent(name="Bea")])
    last = undo.find_last(forms)
    assert last is not None
    assert (last[0].batch, last[1]) == (mine.batch, True)
    assert received.result is not None
    undo.undo(forms, received.result.batch)
    assert forms.select("SELECT id FROM submission") == []


def test_no_moment_in_which_the_undo_key_takes_it_back(forms: Database) -> None:
    """As if the key were pressed between the commit and whatever comes after it."""
    mine = records.create(forms, PublicForm, {"name": "Other", "heading": "Hello"})
    added: list[int] = []
    forms.own_batches = type("Watched", (set,), {"add": lambda _, batch: added.append(batch)})(forms.own_batches)
    receive(forms, [sent(name="Bea")])
    assert added == []
    assert mine.batch in forms.own_batches


def test_people_are_told_of_a_restore_first(forms: Database, tmp_path: Path) -> None:
    """What comes in by itself meanwhile is refused, and the next save of a person is refused as well, once."""
    backup = forms.copy(tmp_path / "backup.db")
    with closing(Database.open(forms.path)) as other:
        restoring.restore_backup(other, backup)
    for _ in range(2):
        with pytest.raises(Restored):
            receive(forms, [sent(name="Bea")])
    with pytest.raises(Restored):
        records.create(forms, PublicForm, {"name": "Other", "heading": "Hello"})
    assert len(receive(forms, [sent(name="Bea")]).ids) == 1


def test_counted_by_month_and_state(forms: Database, clock: Clock) -> None:
    """The newest month first; those in the trash and those of other forms are left out."""
    add_form(forms, name="Other")
    first, second, _ = (submit(forms, name=name) for name in ("Bea", "Cleo", "Dan"))
    submit(forms, "E-2", name="Eve")
    records.change(forms, Submission, first, {"status": "rejected"})
    trash.delete(forms, Submission, second)
    clock.forward(days=31)
    submit(forms, name="Fay")
    told = [(one.month, one.total, [(c.value, n) for c, n in one.by_state]) for one in count_form_by_month(forms, 1)]
    assert told == [("2026-04", 1, [("new", 1)]), ("2026-03", 2, [("new", 1), ("rejected", 1)])]


def test_the_counts_follow_what_a_list_shows(forms: Database, clock: Clock) -> None:
    """A search, a state, a form, and nothing found."""
    add_form(forms, name="Other")
    for name in ("Bea Brook", "Cleo"):
        submit(forms, name=name)
    submit(forms, "E-2", name="Bea Brook")
    clock.forward(days=31)
    submit(forms, name="Bea Stone")

    def counted(text: str = "", **equal: Any) -> list[tuple[str, int]]:
        found = count_list_by_month(Listing(forms, Submission, text, equal=equal))
        return [(one.month, one.total) for one in found]

    assert counted() == [("2026-04", 1), ("2026-03", 3)]
    assert counted("bea") == [("2026-04", 1), ("2026-03", 2)]
    assert counted("stone") == [("2026-04", 1)]
    assert counted(public_form_id=2) == [("2026-03", 1)]
    assert counted("bea", public_form_id=2) == [("2026-03", 1)]
    assert counted(status="rejected") == counted("nobody") == counted("?!") == []


def test_a_month_is_that_of_the_wall_clock(forms: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the list shows the moment: in Tokyo it is March already."""
    receive(forms, [Sent("E-1", {"name": "Bea"}, {}, "web", "0", received="2026-02-28T22:30:00Z")])
    assert [one.month for one in count_form_by_month(forms, 1)] == ["2026-02"]
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert [one.month for one in count_form_by_month(forms, 1)] == ["2026-03"]
    finally:
        monkeypatch.undo()
        time.tzset()
