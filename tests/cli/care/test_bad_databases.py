"""Files that are no database of ours, or not now: one line, exit code 1, the file as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver
from tests.cli.runner import Capptro
from tests.support import digest, is_plain, raw

VERBS = [
    ("find", "x"),
    ("show", "C-1"),
    ("export", "customers"),
    ("history",),
    ("add", "customers", "--name", "A"),
    ("add", "customers"),
    ("set", "C-1", "name=A"),
    ("delete", "C-1"),
    ("restore", "C-1"),
    ("undo",),
    ("redo",),
    ("demo",),
]


def zero_bytes(path: Path) -> None:
    path.write_bytes(b"")


def another_programs(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 7")
        connection.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)")
        connection.commit()


def unsigned(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)")
        connection.commit()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def only_the_signature(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:16])


def text(path: Path) -> None:
    path.write_text("Name,Phone\nAcme,123\n" * 100)


def overwritten(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))


def newer(path: Path) -> None:
    raw(path, "PRAGMA journal_mode = delete")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


BAD: dict[Callable[[Path], None], str] = {
    zero_bytes: "is empty (0 bytes)",
    another_programs: "belongs to another program",
    unsigned: "belongs to another program",
    truncated: "is damaged: a part of it is missing",
    only_the_signature: "is not a customer database, or it is damaged",
    text: "is not a customer database",
    overwritten: "is damaged",
    newer: "was made by a newer version",
}


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_a_bad_file_is_refused_and_left_alone(capptro: Capptro, spoil: Callable[[Path], None]) -> None:
    spoil(capptro.path)
    before = digest(capptro.path)
    for words in VERBS:
        message = capptro.refused(*words, stdin='{"name": "A"}\n')
        assert BAD[spoil] in message
        assert is_plain(message.replace(str(capptro.path), "FILE"))
    assert digest(capptro.path) == before
    assert [path.name for path in capptro.path.parent.iterdir() if path.suffix == ".db"] == ["desk.db"]


def test_a_folder_is_refused(absent: Capptro) -> None:
    absent.path.mkdir()
    for words in VERBS:
        assert "is not a file" in absent.refused(*words)
    assert list(absent.path.iterdir()) == []


@pytest.mark.parametrize("words", [words for words in VERBS if words[0] not in ("add", "demo")])
def test_without_a_database_nothing_is_made(absent: Capptro, words: tuple[str, ...]) -> None:
    assert absent.refused(*words) == f"There is no database {absent.path} yet."
    assert list(absent.path.parent.iterdir()) == []


def test_the_first_record_makes_the_database_and_its_folder(absent: Capptro) -> None:
    path = absent.path.parent / "new" / "folder" / "my.db"
    assert absent.done("--db", str(path), "add", "customers", "--name", "A") == "C-000001\n"
    assert path.stat().st_mode & 0o077 == 0
    assert absent.done("--db", str(path), "find", "A").count("C-000001") == 1


def test_a_folder_that_cannot_be_made(absent: Capptro) -> None:
    (absent.path.parent / "file").touch()
    message = absent.refused("--db", str(absent.path.parent / "file" / "my.db"), "add", "customers", "--name", "A")
    assert is_plain(message.replace(str(absent.path.parent), ""))


@pytest.fixture
def locked(capptro: Capptro, monkeypatch: pytest.MonkeyPatch) -> Iterator[Capptro]:
    """A database that another process is writing to and does not let go."""
    capptro.add("customers", {"name": "Acme"})
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
    holder = (
        "import sys; from capptro_tui.db.connection import driver; from pathlib import Path;"
        "c = driver.connect(Path(sys.argv[1])); c.execute('BEGIN IMMEDIATE'); print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", holder, str(capptro.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield capptro
        other.kill()


@pytest.mark.parametrize(
    "words",
    [("add", "customers", "--name", "B"), ("set", "C-1", "name=B"), ("delete", "C-1"), ("undo",)],
    ids=lambda words: words[0],
)
def test_a_locked_database_refuses_to_write(locked: Capptro, words: tuple[str, ...]) -> None:
    message = locked.refused(*words)
    assert "is in use by another program" in message
    assert "Nothing was changed" in message


def test_a_locked_database_answers_each_line(locked: Capptro) -> None:
    result = locked("add", "customers", stdin='{"name": "B"}\n{"name": "C"}\n')
    assert (result.code, result.err) == (1, "")
    assert [line.partition('"error"')[0] for line in result.lines] == ['{"line": 1, ', '{"line": 2, ']
