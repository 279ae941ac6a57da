"""Connections that are closed while other threads read."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from capptro_tui.db.connection import connections
from capptro_tui.db.database import Database
from tests.support import add_customer


def test_closing_waits_for_what_other_threads_read(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is closed in the middle of a read ends the whole program without a word."""
    add_customer(database, "Acme")
    add_customer(database, "Bolt")
    begun, go_on, is_closing = threading.Event(), threading.Event(), threading.Event()
    close, names = connections._Reader.close, []

    def close_soon(reader: Any) -> None:
        is_closing.set()
        close(reader)

    def read() -> None:
        with database.reading() as connection:
            rows = connection.execute("SELECT name FROM customer ORDER BY id")
            names.append(next(rows)[0])
            begun.set()
            go_on.wait(20)
            names.extend(row[0] for row in rows)

    monkeypatch.setattr(connections._Reader, "close", close_soon)
    reading, closing = threading.Thread(target=read), threading.Thread(target=database.close)
    reading.start()
    assert begun.wait(20)
    closing.start()
    assert is_closing.wait(20)
    closing.join(0.1)
    assert closing.is_alive()
    go_on.set()
    closing.join(20)
    reading.join(20)
    assert names == ["Acme", "Bolt"]


def test_a_read_that_comes_as_everything_is_closed_opens_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection that was opened meanwhile is not left open: it would be to a file that is being replaced."""
    add_customer(database, "Acme")
    opened: list[Any] = []
    open_one = connections.Connections.open

    def close_meanwhile(these: connections.Connections) -> Any:
        opened.append(open_one(these))
        if len(opened) == 1:
            these.close(log_is_copied=False)
        return opened[-1]

    database.close()
    monkeypatch.setattr(connections.Connections, "open", close_meanwhile)
    assert database.select("SELECT name FROM customer") == [{"name": "Acme"}]
    assert len(opened) == 2
    with pytest.raises(connections.driver.FAULTS):
        opened[0].execute("SELECT 1")
