"""Many customers compared in processes of their own: the same comes of it, and nothing of them is left behind."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys

import pytest

from capptro_tui.db.database import Database
from capptro_tui.db.read.duplicates.pair_rows import FoundPair
from capptro_tui.errors import FileReplaced
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import pair_workers, similar_names
from capptro_tui.services.duplicates.duplicate_pairs import catch_up, count, due, pairs
from capptro_tui.services.duplicates.pair_finder import Finder, PairTask

SHAPES = 5


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_workers, "WORTH", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def crowd(database: Database) -> Database:
    """Forty customers: a letter differs, a phone or a contact's phone is the same, and one name has no letter."""
    customers = [{"name": f"{letter * 5} garden{'er' * twice}"} for letter in "abcdefghij" for twice in (0, 1)]
    customers += [{"name": f"{letter * 7} taxi", "phone": f"01632 96{place:04}"} for place, letter in enumerate("klmn")]
    customers += [{"name": f"{letter * 12}", "phone": f"01632 96{place:04}"} for place, letter in enumerate("klmn")]
    with database.write("import") as transaction:
        transaction.add_many(Customer, [*customers, {"name": "???", "phone": "01632 960001"}])
    return database


def tasks(database: Database) -> tuple[similar_names.ManyShapes, list[PairTask]]:
    """All names, a few at a time."""
    many = similar_names.many_shapes(database)
    places = range(len(many))
    return many, [PairTask(many.shapes(places[start : start + SHAPES])) for start in range(0, len(many), SHAPES)]


def found(database: Database) -> list[FoundPair]:
    """What is found, in order."""
    return sorted(one for block in pair_workers.blocks(database, *tasks(database)) for one in block.found)


def test_the_same_as_here(crowd: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pair once, whichever process has found it."""
    here = Finder(crowd, tasks(crowd)[0])
    expected = sorted(one for task in tasks(crowd)[1] for one in here.block(task).found)
    assert len(expected) == len({(one.low, one.high) for one in expected}) >= 15
    monkeypatch.setattr(Finder, "block", None)
    assert found(crowd) == expected
    assert multiprocessing.active_children() == []


def test_catching_up(crowd: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are looked at, the one without a letter in its name too, and the pairs are those of one process."""
    monkeypatch.setattr("capptro_tui.services.duplicates.duplicate_pairs.AT_ONCE", SHAPES)
    told: list[tuple[int, int]] = []
    catch_up(crowd, lambda *done: told.append(done))
    side_by_side = pairs(crowd, 0, 1000)
    assert (told[-1], due(crowd)) == ((29, 29), 0)
    with crowd.maintenance("test") as connection:
        connection.execute("DELETE FROM duplicate_pair")
        connection.execute("INSERT INTO duplicate_due (id) SELECT id FROM customer")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    catch_up(crowd)
    assert pairs(crowd, 0, 1000) == side_by_side


def test_stopped(crowd: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done stays, the rest is due, and no process goes on."""
    monkeypatch.setattr("capptro_tui.services.duplicates.duplicate_pairs.AT_ONCE", SHAPES)
    catch_up(crowd, stop=lambda: True)
    assert 0 < due(crowd) < 29
    assert multiprocessing.active_children() == []
    catch_up(crowd)
    assert due(crowd) == 0
    assert count(crowd) >= 15


def test_where_the_system_gives_no_processes(crowd: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is done here: slower, and the same."""
    expected = found(crowd)
    monkeypatch.setattr(pair_workers, "_begin", os._exit)
    assert found(crowd) == expected


def test_a_file_that_was_replaced_is_not_compared(crowd: Database) -> None:
    """Neither by the processes, which find another file at the path, nor here."""
    wanted = tasks(crowd)
    crowd.path.rename(crowd.path.with_name("away.db"))
    shutil.copy(crowd.path.with_name("away.db"), crowd.path)
    with pytest.raises(FileReplaced):
        list(pair_workers.blocks(crowd, *wanted))


def test_the_processes_end_with_the_program(crowd: Database) -> None:
    """Also when that is killed: what they have inherited of it is closed then. It writes no errors to a file, as the
    app, whose screen they would spoil."""
    program = (
        "import io, sys; from pathlib import Path;"
        "from capptro_tui.services.duplicates import pair_workers, similar_names;"
        "from capptro_tui.services.duplicates.pair_finder import PairTask;"
        "from capptro_tui.db.database import Database;"
        "sys.stderr = type('NoFile', (io.StringIO,), {'fileno': lambda self: -1})();"
        "pair_workers.WORTH = 1; pair_workers.os.cpu_count = lambda: 2;"
        "database = Database.open(Path(sys.argv[1])); many = similar_names.many_shapes(database);"
        "blocks = pair_workers.blocks(database, many, [PairTask(many.shapes(range(5)))] * 9);"
        "next(blocks); print('begun', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(crowd.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == "begun\n"
        running.kill()
        assert running.communicate(timeout=60) == ("", None)
