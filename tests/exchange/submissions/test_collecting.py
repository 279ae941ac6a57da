"""The inbox: each file is taken once, whatever happens in between, and moved to where people find it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused, Restored
from capptro_tui.exchange.submissions import collecting
from capptro_tui.exchange.submissions.collecting import collect
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.history import undo
from capptro_tui.services.records import records
from tests.public_forms import add_form
from tests.support import batches, name_of_a_dead_process

LONG_AGO = 1_700_000_000


@pytest.fixture
def inbox(database: Database, tmp_path: Path) -> Path:
    add_form(database)
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, fields: Any = None, *, content: bytes = b"", is_old: bool = True) -> Path:
    """Put a file into the inbox, by default one that nobody writes any more."""
    path = folder / name
    path.write_bytes(content or json.dumps({"form": "E-1", "fields": fields or {"name": name}}).encode())
    if is_old:
        os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def test_each_file_is_one_batch_and_is_moved(database: Database, inbox: Path) -> None:
    before = batches(database)
    put(inbox, "b.json", is_old=False)
    put(inbox, "a.json", is_old=False)
    put(inbox, "many.csv", content=b"form,name\nE-1,Bea\nE-1,Cleo\n")
    found = collect(database, inbox)
    assert [row["name"] for row in database.select("SELECT name FROM submission ORDER BY id")] == [
        "a.json", "b.json", "Bea", "Cleo",
    ]  # fmt: skip
    assert (len(found.ids), found.refused, found.waiting) == (4, [], [])
    assert batches(database) == before + 3
    assert names(inbox) == ["done/a.json", "done/b.json", "done/many.csv"]
    assert collect(database, inbox).ids == []
    undo.undo(database)
    assert len(database.select("SELECT id FROM submission")) == 2


def test_an_end_between_the_batch_and_the_move_doubles_nothing(
    database: Database, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next look knows the submission, and only moves the file."""
    put(inbox, "a.json")
    with monkeypatch.context() as patch:
        patch.setattr(collecting, "_move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            collect(database, inbox)
    assert names(inbox) == ["a.json"]
    found = collect(database, inbox)
    assert (found.ids, found.known) == ([], [1])
    assert names(inbox) == ["done/a.json"]
    assert len(database.select("SELECT id FROM submission")) == 1


def test_what_is_refused_is_put_aside_with_its_reason(database: Database, inbox: Path) -> None:
    """The others come in. A link leads nowhere, and no file is overwritten."""
    (inbox / "refused").mkdir()
    (inbox / "refused" / "bad.json").write_text("an older one")
    put(inbox, "bad.json", content=b"{")
    put(inbox, "big.json", content=b"x" * 10_000_000)
    put(inbox, "good.json")
    put(inbox, "gone.json", {"name": "Bea"}, content=b'{"form": "E-9", "name": "Bea"}')
    put(inbox, "mixed.csv", content=b"form,name\nE-1,Bea\nE-9,Cleo\n")
    (inbox / "link.json").symlink_to(database.path)
    os.mkfifo(inbox / "pipe.json")
    found = collect(database, inbox)
    assert len(found.ids) == 2
    told = dict(found.refused)
    assert "larger than 2 MB" in told["big.json"]
    assert "There is no public form E-000009" in told["gone.json"]
    assert told["mixed.csv"].startswith("row 3: ")
    assert told.keys() == {"bad.json", "big.json", "gone.json", "mixed.csv", "link.json", "pipe.json"}
    assert (inbox / "refused" / "bad.json").read_text() == "an older one"
    assert {"done/good.json", "refused/bad (2).json", "refused/link.json", "refused/mixed.csv"} <= set(names(inbox))
    assert (inbox / "refused" / "link.json").is_symlink()


def test_a_file_that_is_being_written_is_left(database: Database, inbox: Path) -> None:
    """Until it can be read, or nobody has written it for a minute; unfinished ones of the server are not touched."""
    path = put(inbox, "half.json", content=b'{"form": "E-1", "na', is_old=False)
    put(inbox, ".capptro-inbox-00000000-1-000000000000", is_old=False)
    found = collect(database, inbox)
    assert (found.ids, found.waiting, found.refused) == ([], ["half.json"], [])
    path.write_bytes(b'{"form": "E-1", "name": "Bea"}')
    assert len(collect(database, inbox).ids) == 1
    assert names(inbox) == [".capptro-inbox-00000000-1-000000000000", "done/half.json"]


def test_leftovers_of_a_killed_server_are_swept(database: Database, inbox: Path) -> None:
    put(inbox, name_of_a_dead_process())
    collect(database, inbox)
    assert names(inbox) == []


def test_a_database_that_takes_nothing_now(database: Database, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a backup was restored meanwhile: the file is good, and waits for the next look."""
    put(inbox, "a.json")
    with monkeypatch.context() as patch:
        patch.setattr(collecting, "receive", lambda *_: (_ for _ in ()).throw(Restored("A backup was restored.")))
        with pytest.raises(Restored):
            collect(database, inbox)
    assert names(inbox) == ["a.json"]
    assert len(collect(database, inbox).ids) == 1


def test_so_many_at_once(database: Database, inbox: Path) -> None:
    for count in range(5):
        put(inbox, f"{count}.json")
    found = collect(database, inbox, most=3)
    assert (len(found.ids), found.rest) == (3, True)
    found = collect(database, inbox, most=3)
    assert (len(found.ids), found.rest) == (2, False)


def test_the_setting_names_it_from_the_top(database: Database) -> None:
    with pytest.raises(Invalid, match="name it from the top, such as /srv/inbox"):
        records.change(database, Settings, 1, {"inbox_folder": "inbox"})


def test_a_folder_that_is_none(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        collect(database, tmp_path / "none")
    documents = database.path.with_name(database.path.name + ".files")
    documents.mkdir()
    with pytest.raises(Refused, match="folder of the database's documents"):
        collect(database, documents)
