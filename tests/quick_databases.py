"""What makes thousands of databases in one process quick: a statement is compiled once, not once for each of them.

SQLAlchemy keeps what it has compiled by engine and by dialect, and each test's database has an engine of its own. What
it compiles depends on the statement and the kind of database alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def make_databases_quick() -> None:
    """Apply this to the process. To be called once SQLAlchemy is loaded: that takes as long as a few tests."""
    from sqlalchemy import Engine
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite as Dialect
    from sqlalchemy.util import LRUCache

    from capptro_tui.db.write import engine

    make_engine: Callable[..., Engine] = engine.make_engine
    compiled: LRUCache[Any, Any] = LRUCache(2000)

    def make_engine_that_shares(*args: Any) -> Engine:
        made = make_engine(*args)
        made._compiled_cache = compiled
        return made

    def is_alike(self: Dialect, other: object) -> bool:
        return isinstance(other, Dialect) and self.dbapi is other.dbapi

    def hash_of(_: Dialect) -> int:
        return hash(Dialect)

    Dialect.__eq__ = is_alike  # type: ignore[method-assign, assignment]
    Dialect.__hash__ = hash_of  # type: ignore[method-assign]
    engine.make_engine = make_engine_that_shares
