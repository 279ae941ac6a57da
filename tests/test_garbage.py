"""Garbage is collected while nobody types."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from capptro_tui import garbage
from capptro_tui.garbage import Garbage


class Ring:
    """Something that only the collector frees."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """The collector as it was; nothing is collected but by what is tested."""
    thresholds = gc.get_threshold()
    gc.unfreeze()
    gc.collect()
    yield
    gc.enable()
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def dropped() -> weakref.ref[Ring]:
    """Something old that nobody has any more: only a collection of everything frees it."""
    ring = Ring()
    gc.collect()
    return weakref.ref(ring)


def pass_time(rounds: int = garbage.ROUNDS) -> None:
    """As if much had been made and dropped since."""
    gc.disable()
    for _ in range(rounds):
        gc.collect(1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Now, in seconds."""
    now = [1000.0]
    monkeypatch.setattr(garbage, "monotonic", lambda: now[0])
    return now


def test_not_while_somebody_types(clock: list[float]) -> None:
    ours = Garbage()
    gone = dropped()
    pass_time()
    ours.typed()
    clock[0] += 1
    ours.collect()
    assert gone() is not None
    clock[0] += 2
    ours.collect()
    assert gone() is None


def test_not_where_there_is_hardly_any(clock: list[float]) -> None:
    ours = Garbage()
    gone = dropped()
    clock[0] += 60
    ours.collect()
    assert gone() is not None


@pytest.mark.parametrize(("rounds", "is_collected"), [(garbage.MANY, True), (garbage.MANY - 1, False)])
def test_when_a_screen_closes_and_there_is_much(rounds: int, is_collected: bool) -> None:
    """Also while somebody types, since there may never be a pause."""
    ours = Garbage()
    gone = dropped()
    pass_time(rounds)
    ours.typed()
    ours.screen_closed()
    assert (gone() is None) is is_collected


def test_what_is_loaded_is_gone_through_once(clock: list[float]) -> None:
    """It is set aside for good, but not together with a screen that is still to be closed."""
    ours = Garbage()
    frozen = []
    for is_loaded, is_open in ((False, False), (True, True), (True, False)):
        if is_loaded:
            ours.loaded()
        pass_time()
        clock[0] += 60
        ours.collect(is_open=is_open)
        frozen.append(gc.get_freeze_count() > 0)
    assert frozen == [False, False, True]
    gone = dropped()
    pass_time()
    ours.collect()
    assert gone() is None


def test_sooner_or_later_also_while_somebody_types() -> None:
    """Nothing is switched off: memory stays bounded on the longest day."""
    Garbage().spare_keys()
    assert gc.isenabled()
    assert 0 < gc.get_threshold()[2] < 1000
