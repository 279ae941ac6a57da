"""A slow program is told from one that hangs."""

from __future__ import annotations

import threading

import pytest

from capptro_tui.widgets.keys.stillness import LOOK, Stillness, Threads


class Machine:
    """A clock and a processor that the test moves."""

    def __init__(self) -> None:
        self.now = self.used = 0.0
        self.threads = Threads(lambda: self.now)
        self.stillness = Stillness(self.threads, lambda: self.now, lambda: self.used)

    def looks(self, count: int, *, every: float = LOOK, work: float = 0.0) -> float:
        """Look so often, with so much work in each of these times."""
        for _ in range(count):
            self.now += every
            self.used += work
            self.stillness.look()
        return self.stillness.seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_a_program_that_does_nothing_is_still(machine: Machine) -> None:
    assert machine.looks(100) == pytest.approx(10)


def test_a_cursor_that_blinks_is_no_work(machine: Machine) -> None:
    assert machine.looks(100, work=0.01) == pytest.approx(10)


def test_a_program_that_computes_is_not_still(machine: Machine) -> None:
    assert machine.looks(100, work=LOOK / 2) == 0


def test_looks_that_come_late_are_those_of_a_busy_machine(machine: Machine) -> None:
    """Other programs have the processor, or the disk does not answer the main thread."""
    assert machine.looks(100, every=3.0) == 0
    assert machine.looks(10, every=2 * LOOK) == pytest.approx(2)


def test_work_now_and_then_begins_anew(machine: Machine) -> None:
    machine.looks(50)
    machine.looks(1, work=1)
    assert machine.looks(10) == pytest.approx(1)


def test_a_thread_at_work_is_waited_for_but_not_for_ever(machine: Machine) -> None:
    may_end = threading.Event()
    future = machine.threads.submit(may_end.wait)
    assert machine.looks(100) == 0
    assert machine.looks(590) == pytest.approx(9, abs=0.2)
    may_end.set()
    future.result()
    assert not machine.threads.are_at_work
    machine.threads.shutdown()
