"""What the tests of accidents run in forked processes."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import Engine, event

from capptro_tui.db.database import Database


def upgrade(path: Path, committing: Connection) -> None:
    """Bring a database up to date; it is said when the commit begins."""
    event.listen(Engine, "commit", lambda _: committing.send("commit"))
    Database.open(path).close()
