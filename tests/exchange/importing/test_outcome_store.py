"""Outcomes of a rehearsal: read by kind and text while others are added, also when there are very many."""

from __future__ import annotations

import errno
import os
import threading

import pytest

from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.outcome import Action, Outcome
from capptro_tui.exchange.importing.outcome_store import ASKED, MENDED, OutcomeSelection, OutcomeStore
from capptro_tui.exchange.understanding.record import Mend


def filled(count: int = 10) -> OutcomeStore:
    """Created ones, every third refused."""
    store = OutcomeStore()
    for number in range(count):
        refused = not number % 3
        store.add(
            Outcome(
                (number + 2,),
                Action.REFUSED if refused else Action.CREATED,
                f"Customer “{number}” Æ",
                reason="It has no name." if refused else "",
            )
        )
    return store


def test_all_of_a_kind_and_those_with_a_text() -> None:
    store = filled()
    assert store.counts == {"refused": 4, "created": 6}
    assert [one["place"] for one in OutcomeSelection(store, "refused").rows(0, 9)] == [0, 3, 6, 9]
    assert [one["name"] for one in OutcomeSelection(store, "", "“7” æ").rows(0, 9)] == ["Customer “7” Æ"]
    assert OutcomeSelection(store, "created", "no name").total() == 0


def test_no_room_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence for the screen that shows them; those before are read on."""
    store = filled()

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(store._file, "write", full)
    with pytest.raises(Refused, match="no room for temporary files"):
        store.add(Outcome((99,), Action.CREATED, "Acme"))
    assert OutcomeSelection(store).total() == len(store) == 10


def test_the_names_of_values_are_not_searched() -> None:
    assert OutcomeSelection(filled(), "", "action").total() == 0


def test_it_grows_with_the_rehearsal() -> None:
    store = filled(3)
    selection = OutcomeSelection(store, "created")
    assert selection.total() == 2
    store.add(Outcome((9,), Action.CREATED, "Later"))
    assert [one["name"] for one in selection.rows(2, 5)] == ["Later"]
    assert (selection.place_of(3), selection.place_of(0)) == (2, None)


def test_mended_ones_and_questions_are_kinds_of_their_own() -> None:
    store = OutcomeStore()
    store.add(Outcome((1,), Action.CREATED, "A", mends=(Mend(1, "Phone", "x", "", "no phone number"),)))
    store.add(Outcome((2,), Action.UPDATED, "B", question="Is it?"))
    assert [one["name"] for one in OutcomeSelection(store, MENDED).rows(0, 5)] == ["A"]
    assert [one["name"] for one in OutcomeSelection(store, ASKED).rows(0, 5)] == ["B"]


def test_a_lone_surrogate_is_borne() -> None:
    store = OutcomeStore()
    store.add(Outcome((1,), Action.CREATED, "a\udcffb"))
    assert OutcomeSelection(store, "", "b").total() == 1


def test_after_its_end_nothing_is_added_or_found() -> None:
    store = filled()
    selection = OutcomeSelection(store)
    store.close()
    store.add(Outcome((1,), Action.CREATED, "A"))
    assert selection.rows(0, 5) == []


def test_it_is_read_while_it_is_filled() -> None:
    store = OutcomeStore()
    selection = OutcomeSelection(store, "", "quay")

    def fill() -> None:
        for number in range(3000):
            store.add(Outcome((number,), Action.CREATED, f"Quay {number}"))

    thread = threading.Thread(target=fill)
    thread.start()
    while thread.is_alive():
        found = selection.rows(0, 20)
        assert [one["name"] for one in found] == [f"Quay {number}" for number in range(len(found))]
    thread.join()
    assert selection.total() == 3000
