"""Says when the program begins to commit, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any

from sqlalchemy import Engine, event

from capptro_tui.db.connection import driver


@contextmanager
def telling_of_commits(tell: Callable[[], object]) -> Iterator[None]:
    """Call `tell` as each commit begins: of a write, and of an upgrade, which has a connection of its own."""

    def note(*_: object) -> None:
        tell()

    def connect_watched(*args: Any, **options: Any) -> Connection:
        connection = connect(*args, **options)
        connection.set_trace_callback(lambda statement: tell() if statement == "COMMIT" else None)
        return connection

    connect = driver.connect
    driver.connect = connect_watched
    event.listen(Engine, "commit", note)
    try:
        yield
    finally:
        driver.connect = connect
        event.remove(Engine, "commit", note)
