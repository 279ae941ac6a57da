"""A look at what others have written is taken where the screen is drawn: it never waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db import readable as module
from capptro_tui.db.database import Database
from capptro_tui.services.history.other_windows import Watch
from tests.support import add_customer


class Held:
    """Something that goes on in another thread until it is let go."""

    def __init__(self) -> None:
        self._begun, self._go_on = threading.Event(), threading.Event()

    def wait(self, *_: Any, **__: Any) -> None:
        self._begun.set()
        assert self._go_on.wait(20)

    def begin(self, work: Callable[[], object]) -> threading.Thread:
        """Do it in a thread, up to where it is held."""
        thread = threading.Thread(target=work)
        thread.start()
        assert self._begun.wait(20)
        return thread

    def let_go(self) -> None:
        self._go_on.set()


@pytest.fixture
def held() -> Iterator[Held]:
    held = Held()
    yield held
    held.let_go()


def test_not_for_a_copy_of_the_whole_file(
    database: Database, tmp_path: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written meanwhile is found by the look after it."""
    watch = Watch(database)
    watch.look()
    with_other = Database.open(database.path)
    monkeypatch.setattr(module, "copy_by", held.wait)
    copying = held.begin(lambda: database.copy_open_file(tmp_path / "copy.db"))
    add_customer(with_other)
    assert not watch.look()
    assert copying.is_alive()
    held.let_go()
    copying.join()
    assert len(watch.look().batches) == 1
    with_other.close()
