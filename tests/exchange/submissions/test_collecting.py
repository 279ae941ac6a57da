"""The inbox: each file is taken once, whatever happens in between, and moved to where people find it."""

from __future__ import annotations

import json
import os
import threading
from contextlib import closing
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
from capptro_tui.services.submissions.receiving import receive
from tests.public_forms import add_form
from tests.support import Clock, batches, name_of_a_dead_process

NOW = Clock()().timestamp()
LONG_AGO = NOW - 1_000_000


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
    written(path, LONG_AGO if is_old else NOW)
    return path


def written(path: Path, at: float) -> None:
    """Set the moment at which a file was written."""
    os.utime(path, (at, at))


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
        patch.setattr(collecting, "_put_away", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            collect(database, inbox)
    assert names(inbox) == ["a.json"]
    found = collect(database, inbox)
    assert (found.ids, found.already_there) == ([], [("a.json", 1)])
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
    (inbox / ".capptro-inbox-00000000-1-000000000000").touch()
    found = collect(database, inbox)
    assert (found.ids, found.waiting, found.refused) == ([], ["half.json"], [])
    path.write_bytes(b'{"form": "E-1", "name": "Bea"}')
    assert len(collect(database, inbox).ids) == 1
    assert names(inbox) == [".capptro-inbox-00000000-1-000000000000", "done/half.json"]


@pytest.mark.parametrize(
    ("name", "content", "rest"),
    [
        ("a.csv", b"form,name,phone\nE-1,Bea,01", b"632 960177\nE-1,Cleo,\n"),
        ("a.urlencoded", b"form=E-1&name=Bea&phone=01", b"632+960177"),
        ("a.eml", b"From: bea@example.com\n\nform=E-1\nfield_names=name,phone\nname=Bea\nphone=01", b"632 960177\n"),
    ],
)
def test_half_a_file_is_not_taken_for_a_whole_one(
    database: Database, inbox: Path, clock: Clock, name: str, content: bytes, rest: bytes
) -> None:
    """Half a table can be read as well as a whole one: it is taken when nobody has written it for a minute."""
    path = put(inbox, name, content=content, is_old=False)
    assert collect(database, inbox).waiting == [name]
    clock.forward(seconds=50)
    path.write_bytes(content + rest)
    written(path, clock().timestamp())
    clock.forward(seconds=50)
    assert (collect(database, inbox).waiting, names(inbox)) == ([name], [name])
    clock.forward(seconds=10)
    assert collect(database, inbox).waiting == []
    assert "01632 960177" in database.select("SELECT content FROM submission ORDER BY id")[0]["content"].replace(
        "+", " "
    )
    assert names(inbox) == [f"done/{name}"]


@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_file_that_is_changed_while_it_is_taken_stays(
    database: Database, inbox: Path, monkeypatch: pytest.MonkeyPatch, is_replaced: bool
) -> None:
    """What is in it now was not read yet; the next look takes it."""
    table = b"form,name\nE-1,Bea\n"
    path = put(inbox, "a.csv", content=table)

    def meanwhile(*given: Any) -> Any:
        if is_replaced:
            os.replace(put(inbox, ".new", content=table + b"E-1,Cleo\n"), path)
        else:
            with path.open("ab") as file:
                file.write(b"E-1,Cleo\n")
            written(path, LONG_AGO)
        return receive(*given)

    with monkeypatch.context() as patch:
        patch.setattr(collecting, "receive", meanwhile)
        found = collect(database, inbox)
    assert (len(found.ids), found.waiting, names(inbox)) == (1, ["a.csv"], ["a.csv"])
    found = collect(database, inbox)
    assert (len(found.ids), found.already_there, names(inbox)) == (1, [("a.csv", 1)], ["done/a.csv"])


def test_a_name_that_is_taken_in_the_last_moment_is_not_overwritten(
    database: Database, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by another window, after this one has looked whether the name is free."""
    put(inbox, "a.json")
    (inbox / "done").mkdir()
    (inbox / "done" / "a.json").write_text("an older one")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    monkeypatch.setattr(Path, "exists", lambda *_, **__: False)
    collect(database, inbox)
    assert (inbox / "done" / "a.json").read_text() == "an older one"
    assert names(inbox) == ["done/a (2).json", "done/a.json"]


def test_one_that_cannot_be_moved_stops_no_other(database: Database, inbox: Path) -> None:
    """It is said, and known from then on; also if there are more such files than are taken at once."""
    (inbox / "refused").write_text("no folder")
    written(inbox / "refused", NOW)
    for name in ("a.json", "b.json"):
        put(inbox, name, content=b"{")
    put(inbox, "c.json")
    for expected in (1, 0):
        found = collect(database, inbox, most=1)
        assert [name for name, _ in found.unmoved] == ["a.json", "b.json"]
        assert all("cannot be moved" in why for _, why in found.unmoved)
        assert (len(found.ids), len(found.results)) == (expected, expected)


def test_a_file_that_cannot_be_read_yet_is_left(
    database: Database, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while its rights are being set."""
    with monkeypatch.context() as patch:
        put(inbox, "a.json", is_old=False)
        patch.setattr(collecting.os, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
        assert collect(database, inbox).waiting == ["a.json"]
    assert len(collect(database, inbox).ids) == 1


def test_a_folder_that_may_be_listed_only(database: Database, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As without the right to enter it: each file is named with the reason."""
    put(inbox, "a.json")
    monkeypatch.setattr(Path, "lstat", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    assert collect(database, inbox).unmoved == [("a.json", "It cannot be reached: Permission denied.")]


def test_leftovers_of_a_killed_server_are_swept(database: Database, inbox: Path) -> None:
    put(inbox, name_of_a_dead_process())
    collect(database, inbox)
    assert names(inbox) == []


def test_a_database_that_takes_nothing_now(database: Database, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a backup was restored meanwhile: what came before is told, and a good file waits for the next look."""
    put(inbox, "a.json")
    put(inbox, "b.json")
    answers = [receive, lambda *_: (_ for _ in ()).throw(Restored("A backup was restored."))]
    with monkeypatch.context() as patch:
        patch.setattr(collecting, "receive", lambda *given: answers.pop(0)(*given))
        found = collect(database, inbox)
    assert isinstance(found.stopped, Restored)
    assert (len(found.ids), len(found.results), found.refused) == (1, 1, [])
    assert names(inbox) == ["b.json", "done/a.json"]
    found = collect(database, inbox)
    assert (len(found.ids), found.stopped) == (1, None)


def test_two_windows_that_collect_at_once(database: Database, inbox: Path) -> None:
    """Each file is taken by one of them, and neither finds what the other has just taken."""
    for count in range(40):
        put(inbox, f"{count:02}.json")
    begin, found = threading.Barrier(2), []

    def look(window: Database) -> None:
        begin.wait()
        found.append([collect(window, inbox, most=10) for _ in range(3)])

    with closing(Database.open(database.path, clock=database.clock)) as other:
        windows = [threading.Thread(target=look, args=(window,)) for window in (database, other)]
        for thread in windows:
            thread.start()
        for thread in windows:
            thread.join()
    looks = [one for looks in found for one in looks]
    assert sorted(row_id for one in looks for row_id in one.ids) == [*range(1, 41)]
    assert [one for one in looks if one.already_there or one.refused or one.unmoved or one.waiting] == []
    assert len(names(inbox)) == 40


def test_so_many_at_once(database: Database, inbox: Path) -> None:
    for count in range(5):
        put(inbox, f"{count}.json")
    found = collect(database, inbox, most=3)
    assert len(found.ids) == 3
    found = collect(database, inbox, most=3)
    assert len(found.ids) == 2


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
