"""A program that is killed while it writes leaves the old state or the new one, and no question behind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.backups import taking
from capptro_tui.services.history import trash
from tests.corpus.files import unpack
from tests.faults.processes import Child
from tests.support import BY, SOAK, Clock, add_customer, rounds

JOBS = ("add", "change many", "delete", "merge", "undo", "empty the trash", "attach", "restore", "backup", "copy")

LONG = ("import",)
"""Jobs that take a second: fewer of them are killed."""


@pytest.fixture
def desk(tmp_path: Path, sample_file: Path) -> Path:
    """A business with a backup, something in the trash, and something to undo, closed."""
    path = tmp_path / "desk" / "desk.db"
    path.parent.mkdir()
    shutil.copy(sample_file, path)
    opened = Database.open(path, by=BY, clock=Clock())
    taking.take_backup(opened, "by-hand")
    trash.delete(opened, Customer, 5)
    add_customer(opened, "To be undone")
    opened.close()
    return path


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """One process for all tests: it takes a while to load what they need."""
    started = Child("be_killed_while_writing", tmp_path_factory.getbasetemp())
    yield started
    started.process.kill()
    started.process.communicate()


def kill_often(killer: Child, path: Path, job: str) -> None:
    count = rounds(50 if job in LONG else 200)
    killer.say(json.dumps([str(path), job, count]))
    said = killer.hear()
    assert [(state, wrong) for _, state, wrong in said if state == "between" or wrong] == []
    killed = [state for is_killed, state, _ in said if is_killed]
    assert len(killed) > count / 4
    if job not in ("backup", "copy") and count >= 100:
        assert set(killed) == {"old", "new"}


@pytest.mark.parametrize("job", [*JOBS, *LONG])
def test_at_any_moment(killer: Child, desk: Path, job: str) -> None:
    """Before, in and after the commit, and while the log is copied into the main file."""
    kill_often(killer, desk, job)


@pytest.mark.skipif(not SOAK, reason="at full length only: a smaller import is killed above")
def test_an_import_of_fifty_thousand_rows(killer: Child, desk: Path) -> None:
    """All of its rows or none: from its backup to the end of its commit, and while the log is copied. Each time the
    database opens, and nothing is wrong with it."""
    killer.say(json.dumps([str(desk), "large import", 50]))
    said = killer.hear()
    assert [(state, wrong) for _, state, wrong in said if state == "between" or wrong] == []
    killed = [state for is_killed, state, _ in said if is_killed]
    assert len(killed) >= 25  # the moments are drawn over one run; another one may be quicker
    assert min(killed.count("old"), killed.count("new")) >= 5, "few kills before the commit, or few after it"


@pytest.mark.skipif(not SOAK, reason="at full length only: test_corpus has fewer kills of every older schema")
def test_while_an_older_database_is_brought_up_to_date(killer: Child, tmp_path: Path) -> None:
    """It is the older one, or the newer one with all rows."""
    folder = tmp_path / "desk"
    folder.mkdir()
    unpack("0006", folder)
    kill_often(killer, folder / "desk.db", "upgrade")
