"""What the tests of accidents run in forked processes."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from capptro_tui.db.database import Database
from tests.faults.commits import telling_of_commits


def upgrade(path: Path, committing: Connection) -> None:
    """Bring a database up to date; it is said when the commit begins."""
    with telling_of_commits(lambda: committing.send("commit")):
        Database.open(path).close()
