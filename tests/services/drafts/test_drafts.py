"""Drafts of this window and of windows that have ended: kept soon, offered once, taken by one, gone when given up."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capptro_tui.errors import Refused
from capptro_tui.services.drafts import keeper, left
from capptro_tui.services.drafts.draft import Draft, DraftFile, FieldContent, decode, encode
from capptro_tui.services.drafts.drafts import Drafts
from capptro_tui.storage import private_files, window_files
from tests.support import Clock


def draft(name: str, text: str = "x", **options: object) -> Draft:
    """A draft of a new customer."""
    values = {"contents": {"name": FieldContent(text)}, "typed": ("name",), **options}
    return Draft(id=f"{name:0>16}", form="record", title=name, record="customer", **values)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


class Windows:
    """Windows on one database, which end with the test."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        self.opened: list[Drafts] = []

    def open(self, key: str = "database") -> Drafts:
        """Another window."""
        self.opened.append(Drafts(self.folder, key, Path("/desk.db"), self.clock))
        return self.opened[-1]

    def leave(self, *drafts: Draft, key: str = "database") -> None:
        """A window in which this was typed has ended."""
        window = self.open(key)
        for draft in drafts:
            window.kept.put(draft)
        window.kept.close()

    def on_disk(self) -> list[Draft]:
        """All that is written."""
        files = sorted(self.folder.glob("*.json")) if self.folder.exists() else []
        return [draft for path in files for draft in decode(path.read_bytes()).drafts]


@pytest.fixture
def windows(folder: Path, clock: Clock) -> Iterator[Windows]:
    made = Windows(folder, clock)
    yield made
    for one in made.opened:
        one.kept.close()


class TestKept:
    def test_it_is_written_by_itself(self, windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
        """In a thread of its own: the one that draws the screen may be busy for ever."""
        written = threading.Event()
        write = window_files.WindowFile.write

        def seen(self: window_files.WindowFile, content: bytes) -> None:
            write(self, content)
            written.set()

        monkeypatch.setattr(window_files.WindowFile, "write", seen)
        windows.open().kept.put(draft("a"))
        assert written.wait(20)
        assert [one.title for one in windows.on_disk()] == ["a"]

    def test_it_is_written_in_time(self) -> None:
        """Two seconds after a key it is on the disk: most of that is for a slow one."""
        assert keeper.DELAY <= 1.0

    @settings(max_examples=30)
    @given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.text(max_size=4)), max_size=12))
    def test_what_is_on_the_disk_is_what_is_typed(
        self, tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str | None]]
    ) -> None:
        """After any edits; None saves a form or gives it up."""
        windows = Windows(tmp_path_factory.mktemp("drafts"), Clock())
        kept = windows.open().kept
        typed: dict[str, str] = {}
        for name, text in edits:
            if text is None:
                typed.pop(name, None)
                kept.drop(draft(name).id)
            else:
                typed[name] = text
                kept.put(draft(name, text))
            kept.flush()
            assert {one.title: one.contents["name"].text for one in windows.on_disk()} == typed
        kept.close()
        assert sorted(one.title for one in windows.open().left()) == sorted(typed)

    def test_when_it_was_typed(self, windows: Windows, clock: Clock) -> None:
        """Looking at a form again is no typing."""
        kept = windows.open().kept
        kept.put(draft("a"))
        clock.forward(minutes=5)
        kept.put(draft("a"))
        assert [one.typed_at for one in kept.drafts] == ["2026-03-16T09:00:00Z"]
        kept.put(draft("a", "xy"))
        assert [one.typed_at for one in kept.drafts] == ["2026-03-16T09:05:00Z"]

    def test_a_full_disk_is_said_once_and_tried_again(self, windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
        said: list[str] = []
        kept = windows.open().kept
        kept.tell = said.append
        with monkeypatch.context() as patch:

            def full(*_: object) -> None:
                raise OSError(28, "No space left on device")

            patch.setattr(os, "fsync", full)
            kept.put(draft("a"))
            kept.flush()
            kept.put(draft("a", "xy"))
            kept.flush()
        assert len(said) == 1
        assert "No space left on device" in said[0]
        kept.flush()
        assert [one.contents["name"].text for one in windows.on_disk()] == ["xy"]

    def test_a_write_that_fails_keeps_what_was_written_before(
        self, windows: Windows, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keeper, "DELAY", 60)  # nobody else writes meanwhile
        kept = windows.open().kept
        kept.put(draft("a"))
        kept.flush()

        def broken(*_: object) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(private_files.NewFile, "finish", broken)
        kept.put(draft("a", "xy"))
        kept.flush()
        assert [one.contents["name"].text for one in windows.on_disk()] == ["x"]
        assert not list(windows.folder.glob(".*"))

    def test_what_is_settled_does_not_come_back(self, windows: Windows) -> None:
        """Its form may be there for a moment longer."""
        kept = windows.open().kept
        kept.put(draft("a"))
        kept.put(draft("b"))
        kept.settle(draft("a").id)
        kept.put(draft("a"))
        kept.flush()
        assert [one.title for one in windows.on_disk()] == ["b"]

    def test_what_happens_after_the_end_writes_nothing(self, windows: Windows) -> None:
        """What was given up does not come back with the last messages of a screen that closes."""
        kept = windows.open().kept
        kept.put(draft("a"))
        kept.drop(draft("a").id)
        kept.close()
        kept.put(draft("a"))
        kept.flush()
        assert windows.on_disk() == []


class TestLeft:
    def test_of_a_window_that_is_there_nothing_is_offered(self, windows: Windows) -> None:
        first, second = windows.open(), windows.open()
        first.kept.put(draft("a"))
        first.kept.flush()
        assert (first.left(), second.left()) == ([], [])
        first.kept.close()
        assert [one.title for one in second.left()] == ["a"]

    def test_the_last_one_comes_first(self, windows: Windows, clock: Clock) -> None:
        for name in ("a", "b"):
            windows.leave(draft(name))
            clock.forward(minutes=1)
        assert [one.title for one in windows.open().left()] == ["b", "a"]

    def test_of_another_database_nothing_is_offered(self, windows: Windows) -> None:
        windows.leave(draft("a"), key="other")
        assert windows.open().left() == []

    def test_one_window_takes_it(self, windows: Windows) -> None:
        """It is on the disk at every moment, and the other windows are told."""
        windows.leave(draft("a"), draft("b"))
        first, second = windows.open(), windows.open()
        taken = first.left()[0]
        second.left()
        first.take([taken])
        assert first.kept.drafts == [taken]
        assert sorted(one.title for one in windows.on_disk()) == ["a", "b"]
        with pytest.raises(Refused, match="Another window"):
            second.take([taken])
        assert second.kept.drafts == []
        assert len(second.left()) == 1

    def test_it_is_not_taken_away_where_it_cannot_be_kept(
        self, windows: Windows, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        windows.leave(draft("a"))
        window = windows.open()
        with monkeypatch.context() as patch:

            def full(*_: object) -> None:
                raise OSError(28, "No space left on device")

            patch.setattr(private_files.NewFile, "finish", full)
            with pytest.raises(Refused, match="cannot be written: No space left on device"):
                window.take(window.left())
        assert window.kept.drafts == []
        assert [one.title for one in window.left()] == ["a"]

    def test_a_window_that_ends_takes_nothing(self, windows: Windows) -> None:
        windows.leave(draft("a"))
        window = windows.open()
        window.kept.close()
        with pytest.raises(Refused, match="the program ends"):
            window.take(window.left())
        assert [one.title for one in windows.on_disk()] == ["a"]

    def test_what_a_kill_has_left_twice_is_offered_once(self, windows: Windows) -> None:
        """Who takes a draft writes it first, and then takes it away."""
        windows.leave(draft("a"))
        windows.leave(draft("a", "xy"))
        window = windows.open()
        [found] = window.left()
        window.take([found])
        assert window.left() == []
        assert len(windows.on_disk()) == 1

    def test_given_up_it_is_gone(self, windows: Windows) -> None:
        windows.leave(draft("a"), draft("b"))
        window = windows.open()
        window.give_up(next(one for one in window.left() if one.title == "a"))
        assert [one.title for one in window.left()] == ["b"]
        window.give_up(window.left()[0])
        assert list(windows.folder.iterdir()) == []

    def test_for_one_form(self, windows: Windows) -> None:
        windows.leave(draft("new"), draft("old", row_id=7))
        window = windows.open()
        assert [one.title for one in window.left_for("record", "customer", None)] == ["new"]
        assert [one.title for one in window.left_for("record", "customer", 7)] == ["old"]
        assert window.left_for("record", "site", None) == []


class TestForms:
    """Forms above each other."""

    def chain(self) -> list[Draft]:
        lowest = draft("work")
        middle = draft("customer", outer=lowest.id, outer_field="customer_id")
        return [lowest, middle, draft("user", outer=middle.id, outer_field="assigned_user_id")]

    def test_they_are_offered_as_one(self, windows: Windows) -> None:
        windows.leave(*self.chain())
        window = windows.open()
        [lowest] = window.left()
        assert [draft.title for draft in (lowest, *window.above(lowest))] == ["work", "customer", "user"]
        window.take([lowest, *window.above(lowest)])
        assert windows.on_disk() == [replace(draft, typed_at="2026-03-16T09:00:00Z") for draft in self.chain()]

    def test_they_are_given_up_as_one(self, windows: Windows) -> None:
        windows.leave(*self.chain())
        window = windows.open()
        window.give_up(window.left()[0])
        assert windows.on_disk() == []

    def test_without_the_lowest_the_next_one_is_offered(self, windows: Windows) -> None:
        windows.leave(*self.chain()[1:])
        assert [draft.title for draft in windows.open().left()] == ["customer"]

    def test_a_circle_ends(self, windows: Windows) -> None:
        """Only a damaged file has one."""
        first = draft("a", outer=draft("b").id)
        windows.leave(first, draft("b", outer=first.id))
        window = windows.open()
        assert [one.title for one in window.above(first)] == ["b"]


class TestUnreadable:
    @pytest.fixture
    def other(self, windows: Windows) -> Path:
        """A file beside one that can be read."""
        windows.leave(draft("a"))
        name = next(windows.folder.glob("*.json")).name
        return windows.folder / name.replace(name[-17:-5], "0" * 12)

    def test_a_damaged_one_is_set_aside_and_said_once_for_all(self, windows: Windows, other: Path) -> None:
        other.write_bytes(b"\0" * 100)
        window = windows.open()
        assert [draft.title for draft in window.left()] == ["a"]
        [said] = window.problems()
        aside = other.with_suffix(".set-aside")
        assert "the file is damaged" in said
        assert str(aside) in said
        assert (aside.read_bytes(), other.exists()) == (b"\0" * 100, False)
        assert window.problems() == windows.open().problems() == []
        assert [draft.title for draft in window.left()] == ["a"]

    def test_one_of_a_newer_program_stays_for_that(self, windows: Windows, other: Path) -> None:
        other.write_bytes(encode(DraftFile("database", "", ())).replace(b'"format": 1', b'"format": 99'))
        window = windows.open()
        [said] = window.problems()
        assert "newer version" in said
        assert str(other) in said
        assert (window.problems(), other.exists()) == ([], True)
        assert [draft.title for draft in window.left()] == ["a"]

    def test_one_that_may_not_be_read_is_said(
        self, windows: Windows, other: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Root may read anything, so the refusal is made up."""
        other.write_bytes(b"x")
        opened = Path.open

        def refused(self: Path, *args: Any, **options: Any) -> Any:
            if self == other:
                raise PermissionError(13, "Permission denied")
            return opened(self, *args, **options)

        monkeypatch.setattr(Path, "open", refused)
        window = windows.open()
        [said] = window.problems()
        assert "Permission denied" in said
        assert [draft.title for draft in window.left()] == ["a"]

    def test_one_that_goes_meanwhile_is_no_problem(
        self, windows: Windows, other: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other.write_bytes(b"x")
        found = left.find_left(windows.folder, left.PURPOSE)
        other.unlink()
        monkeypatch.setattr(left, "find_left", lambda *_: found)
        window = windows.open()
        assert window.problems() == []
        assert [draft.title for draft in window.left()] == ["a"]

    def test_neither_a_pipe_nor_a_folder_holds_up_the_start(self, windows: Windows, other: Path) -> None:
        if sys.platform != "win32":
            os.mkfifo(other)
        other.with_name(other.name.replace("0" * 12, "1" * 12)).mkdir()
        window = windows.open()
        assert [draft.title for draft in window.left()] == ["a"]
        assert window.problems() == []
