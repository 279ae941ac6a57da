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
    gc.collect()
    yield
    gc.enable()
    gc.set_threshold(*thresholds)


def dropped() -> weakref.ref[Ring]:
    """Something old that nobody has any more: only a collection of everything frees it."""
    ring = Ring()
    gc.collect()
    return weakref.ref(ring)


def pass_time() -> None:
    """As if much had been made and dropped since."""
    gc.disable()
    for _ in range(garbage._ROUNDS):
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


def test_sooner_or_later_also_while_somebody_types() -> None:
    """Nothing is switched off: memory stays bounded on the longest day."""
    Garbage().spare_keys()
    assert gc.isenabled()
    assert 0 < gc.get_threshold()[2] < 1000
