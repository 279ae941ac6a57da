"""Processes that are killed while they make files: what has a good name is whole, and what they left goes later."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from time import time

import pytest

from capptro_tui.config import read_config, write_theme
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.documents import attachments, opening
from capptro_tui.storage.leftovers import sweep_leftovers
from capptro_tui.storage.temporary import TEMPORARY
from tests.faults.processes import Child
from tests.support import add_customer, content_of, is_sound, rounds

Start = Callable[..., Child]
KILLS = rounds(200)
SEED = 11


@pytest.fixture
def out(database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder beside a database with one customer; temporary files are made there."""
    folder = database.path.with_name("out")
    folder.mkdir()
    monkeypatch.setattr(opening.tempfile, "tempdir", str(folder))
    add_customer(database)
    database.close()
    return folder


def kill(child: Start, database: Database, job: str, times: int = KILLS) -> None:
    """Have a job done and killed often; some were killed in the middle of it."""
    killed = child("be_killed", database.path, job, times, SEED).all_it_says()
    assert len(killed) == times
    assert sum(killed) > times // 10


def files_in(*folders: Path) -> list[Path]:
    """All files in folders and below them."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def age(*folders: Path) -> None:
    """Make all that is in folders two hours old."""
    for folder in folders:
        for path in (*folder.rglob("*"), folder):
            os.utime(path, (time() - 7200,) * 2)


def is_good(path: Path) -> bool:
    return not TEMPORARY.fullmatch(path.name)


def whole_contents(database: Database) -> list[Path]:
    """The files under good names among the documents: each is what its name says, and every document has one."""
    good = [path for path in files_in(Files(database.path).folder) if is_good(path)]
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in good)
    documents = attachments.documents(database, Customer, 1)
    assert {content_of(database, row) for row in documents} <= set(good)
    assert is_sound(database.path)
    return good


def exported(database: Database, out: Path) -> list[Path]:
    """The files under good names in a folder: each is a document, or was there before."""
    good = [path for path in files_in(out) if is_good(path)]
    documents = attachments.documents(database, Customer, 1)
    assert {path.read_bytes() for path in good} <= {
        b"mine",
        *(content_of(database, row).read_bytes() for row in documents),
    }
    return good


@pytest.mark.parametrize("job", ["attach", "export anew", "open"])
def test_at_each_step(database: Database, out: Path, child: Start, job: str) -> None:
    """Before each thing that is done to a file or a folder: old or new, and nothing between."""
    child("be_killed", database.path, "attach", 1, SEED).all_it_says()
    [steps] = child("be_killed_at_each_step", database.path, job).all_it_says()
    assert steps >= 4
    print("STEPS", job, steps)
    whole_contents(database)
    exported(database, out)
    age(database.path.parent)
    sweep_leftovers(database.path)
    assert all(map(is_good, files_in(Files(database.path).folder)))


@pytest.mark.usefixtures("out")
def test_attach(database: Database, child: Start) -> None:
    """Every content is what its name says, every document has one, and no half of one is left after a sweep."""
    kill(child, database, "attach")
    folder = Files(database.path).folder
    there, good = files_in(folder), whole_contents(database)
    age(folder)
    assert sweep_leftovers(database.path) == len(there) - len(good)
    assert files_in(folder) == good


def test_export(database: Database, out: Path, child: Start) -> None:
    """What has a document's name is that document, and what somebody put there before is as it was."""
    child("be_killed", database.path, "attach", 1, SEED).all_it_says()
    documents = attachments.documents(database, Customer, 1)
    (out / documents[0]["name"]).write_text("mine")
    kill(child, database, "export")
    good = exported(database, out)
    assert (out / documents[0]["name"]).read_text() == "mine"
    # The next one into the same folder sweeps it.
    age(out)
    made = attachments.export(database, documents, out)
    assert files_in(out) == sorted([*good, *made])


def test_open(database: Database, out: Path, child: Start) -> None:
    """A copy to open is whole, or has no name to open it by; a half one goes after an hour, a whole one after a day."""
    child("be_killed", database.path, "attach", 1, SEED).all_it_says()
    kill(child, database, "open")
    good = exported(database, out)
    assert good
    age(out)
    sweep_leftovers(database.path)
    assert files_in(out) == good
    assert {path.parent for path in good} == set(out.iterdir())


def test_file_that_is_written_over(database: Database, out: Path, child: Start) -> None:
    """Geofences and whatever else is written to a named file: the old one or the new one, all of it."""
    kill(child, database, "write")
    text = (out / "text").read_text()
    assert text == text[0] * 2_000_000
    assert [path for path in files_in(out) if is_good(path)] == [out / "text"]


def test_config(database: Database, out: Path, child: Start) -> None:
    """The config file always says one theme or the other, and the keys that were in it."""
    config = out / "config.toml"
    # One long line: a thousand short ones take a program far longer to read than to write.
    config.write_text(
        'theme = "one"  # dark at night\n\n[keys]\nnew = "n,insert"\n' + "# " + "padding " * 25_000 + "\n"
    )
    size = config.stat().st_size
    kill(child, database, "choose")
    assert config.stat().st_size == size
    write_theme(config, "capptro-light")
    assert read_config(config).keys == {"new": "n,insert"}


def test_new_database(database: Database, out: Path, child: Start) -> None:
    """It is whole where it is at all; what is left of others goes with the first start that finds it old."""
    times = rounds(50)
    kill(child, database, "create", times)
    good = [path for path in files_in(out) if path.suffix == ".db"]
    assert all(is_sound(path) for path in good)
    age(out)
    for place in range(times + 1):
        sweep_leftovers(out / f"{place}.db")
    assert [path for path in files_in(out) if path.name.startswith(".")] == []
    assert all(is_sound(path) for path in good)


def test_what_a_running_process_writes_stays(out: Path, child: Start) -> None:
    """However old it seems, as after a night asleep; when the process is gone, it goes."""
    writer = child("make_a_file", out)
    path = out / writer.hear()
    age(out)
    assert sweep_leftovers(out / "desk.db") == 0
    assert path.exists()
    writer.kill()
    assert sweep_leftovers(out / "desk.db") == 1
    assert not path.exists()
