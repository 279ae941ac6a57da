"""The SQLAlchemy engine over the program's own connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from capptro_tui.db.connection import driver
from capptro_tui.db.schema.orm import all_tables

if TYPE_CHECKING:
    from sqlite3 import Connection as DriverConnection


def make_engine(connect: Callable[[], DriverConnection]) -> Engine:
    """An engine whose every transaction takes the write lock at once: what it has read cannot move under it.

    Parameters of statements stay out of error texts, so that no customer's data reaches a log.

    Args:
        connect: opens a connection to the database.
    """
    all_tables()
    engine = create_engine(
        "sqlite://",
        module=driver.sqlite,
        creator=connect,
        hide_parameters=True,
        poolclass=QueuePool,  # by default a second thread's connection would close the first one's
        pool_size=1,
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
