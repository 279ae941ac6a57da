"""What a file may do to an import: it is refused in one line or its rows are, and nothing is written half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing import source_tables
from capptro_tui.exchange.importing.deciding.planning import BLOCK, Planner
from capptro_tui.exchange.leaving import coming_back
from tests.cli.runner import Capptro
from tests.exchange.formats.workbook_files import changed, xls, xlsx
from tests.faults.test_no_room_no_right import full_disk
from tests.support import is_sound, rounds

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def bomb() -> bytes:
    """Return a workbook of a few kilobytes that would unpack to a hundred megabytes."""
    book = xlsx(lambda workbook: workbook.add_worksheet().write_row(0, 0, ["Name"]))
    return changed(book, "xl/worksheets/sheet1.xml", lambda text: text + " " * (100 << 20))


def names(capptro: Capptro) -> list[str]:
    return [one["CustomerName"] for one in capptro.export("customers")]


def many(count: int) -> str:
    """Return a list of so many customers."""
    return "Name,Notes\n" + "".join(f"Customer {row},{'x' * 40}\n" for row in range(count))


@pytest.fixture
def untouched(capptro: Capptro) -> Iterator[Capptro]:
    """The command; at the end nothing is written, and the database is sound."""
    before = capptro.json("history")
    yield capptro
    assert capptro.json("history") == before
    assert names(capptro) == []
    assert is_sound(capptro.path)


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "a quote that is never closed": ("list.csv", b'Name,Town\n"Acme,Hull\nBolt,York\n', "row 2"),
    "a zero byte": ("list.csv", b"Name,Town\nAcme,Hull\nBo\0lt,York\n", "Row 3"),
    "an encrypted workbook": ("list.xlsx", ENCRYPTED, "encrypted with a password"),
    "a zip bomb": ("list.xlsx", bomb(), "would unpack to 100 MB"),
    "a picture named as a list": ("list.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "is a picture"),
    "a list named as cards": ("list.vcf", b"Name,Town\nAcme,Hull\n", "wrong ending in its name"),
    "a workbook that is cut off": ("list.xls", xls([["Name"], ["Acme"]])[:1800], "damaged"),
    "more columns than any program writes": ("list.csv", b"Name" + b",x" * 20_001 + b"\nAcme\n", "20,000 are read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(untouched: Capptro, tmp_path: Path, name: str) -> None:
    file, content, message = REFUSED[name]
    (tmp_path / file).write_bytes(content)
    assert message in untouched.refused("import", "customers", str(tmp_path / file))


def test_a_workbook_named_as_text_and_the_reverse_are_read(capptro: Capptro, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(xls([["Name", "Town"], ["Acme", "Hull"]]))
    (tmp_path / "list.xlsx").write_bytes(b"Name,Town\nBolt,York\n")
    for name in ("list.csv", "list.xlsx"):
        capptro.done("import", "customers", str(tmp_path / name))
    assert names(capptro) == ["Acme", "Bolt"]


def test_a_cell_of_a_million_characters_does_not_keep_the_others_out(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Name,Phone,Notes\nAcme,01632 960101,{'long ' * 200_000}\nBolt,01632 960102,\n")
    result = capptro("import", "customers", str(path), "--json")
    found = json.loads(result.out)
    assert result.code == bool(found["counts"]["refused"])
    assert "Bolt" in names(capptro)
    (acme,) = [one for one in found["outcomes"] if one["name"] == "Acme"]
    assert acme["action"] == "created" or "characters" in acme["reason"]


def test_five_thousand_columns(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    header, row = (",".join(f"{word} {place}" for place in range(4_999)) for word in ("Field", "value"))
    path.write_text(f"Name,{header}\nAcme,{row}\n")
    capptro.done("import", "customers", str(path))
    assert names(capptro) == ["Acme"]
    assert "value 4998" in capptro.done("export", "all")  # as a note, for no description is so long


def test_where_every_row_is_refused_nothing_is_written(untouched: Capptro, tmp_path: Path) -> None:
    path, rejects = tmp_path / "list.csv", tmp_path / "rejects.csv"
    path.write_text("Name,Phone,Town\n" + "".join(f",01632 96010{row},Hull\n" for row in range(5)))
    result = untouched("import", "customers", str(path), "--rejects", str(rejects))
    assert (result.code, result.err) == (1, "")
    assert "5 customers: 5 refused." in result.lines
    assert len(rejects.read_text().splitlines()) == 6


class Accident:
    """Does something before the second block of records is planned."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, happens: Any) -> None:
        self.blocks = 0
        plan = Planner.plan

        def planned(planner: Planner, block: Any) -> Any:
            self.blocks += 1
            if self.blocks == 2:
                happens()
            return plan(planner, block)

        monkeypatch.setattr(Planner, "plan", planned)


def test_a_file_that_grows_while_it_is_read(
    untouched: Capptro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(many(2 * BLOCK))

    def grow() -> None:
        with path.open("a") as file:
            file.write("One more,\n")

    accident = Accident(monkeypatch, grow)
    assert "was changed while it was read" in untouched.refused("import", "customers", str(path))
    assert accident.blocks == 2


def test_a_file_that_vanishes_between_its_readings(
    untouched: Capptro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, understand = tmp_path / "list.csv", source_tables.understand
    path.write_text(many(3))

    def understood(*args: Any, **options: Any) -> Any:
        plan = understand(*args, **options)
        path.unlink()
        return plan

    monkeypatch.setattr(source_tables, "understand", understood)
    assert "There is no file “list.csv”" in untouched.refused("import", "customers", str(path))


def test_an_interrupt_writes_nothing(untouched: Capptro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_text(many(2 * BLOCK))

    def interrupt() -> None:
        raise KeyboardInterrupt

    accident = Accident(monkeypatch, interrupt)
    result = untouched("import", "customers", str(path))
    assert (result.code, result.out, result.err) == (130, "", "")
    assert accident.blocks == 2


def test_a_disk_that_is_full_at_nine_tenths(untouched: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Notes\n" + "".join(f"Customer {row},{'x' * 3_000}\n" for row in range(1_000)))
    with closing(Database.open(untouched.path)) as database, full_disk(database, spare=700):
        assert "The disk is full" in untouched.refused("import", "customers", str(path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe(capptro: Capptro, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("Name,Town\nAcme,Hull\n",))
    writer.start()
    capptro.done("import", "customers", str(pipe))
    writer.join()
    assert names(capptro) == ["Acme"]


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="the system has no name for standard input")
def test_standard_input(capptro: Capptro) -> None:
    command = [sys.executable, "-m", "capptro_tui", "import", "customers", "/dev/stdin", "--db", str(capptro.path)]
    given = "Name,Town\nAcme,Hull\n"
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert names(capptro) == ["Acme"]


def test_a_folder_of_ten_thousand_cards(capptro: Capptro, tmp_path: Path) -> None:
    """A tenth of them outside of a soak."""
    count, folder = rounds(10_000), tmp_path / "cards"
    folder.mkdir()
    for row in range(count):
        card = f"BEGIN:VCARD\nVERSION:3.0\nFN:Customer {row}\nTEL:+44 1632 {row:06}\nEND:VCARD\n"
        (folder / f"{row:05}.vcf").write_text(card)
    found = capptro.json("import", "customers", str(folder))
    assert (found["records"], found["counts"]["created"], found["facts"]["files"]) == (count, count, str(count))
    assert len(names(capptro)) == count


def test_one_bad_card_of_many_is_named(untouched: Capptro, tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    folder.mkdir()
    for row in range(30):
        end = "END:VCARD\n" if row != 17 else ""
        (folder / f"{row:02}.vcf").write_text(f"BEGIN:VCARD\nVERSION:3.0\nFN:Customer {row}\n{end}")
    assert "“17.vcf” has no end" in untouched.refused("import", "customers", str(folder))


@pytest.fixture
def left(capptro: Capptro, tmp_path: Path) -> Path:
    """A folder that `leave` has written, with a document."""
    capptro.add("customers", *({"name": f"Customer {row}", "description": "x" * 3_000} for row in range(300)))
    (tmp_path / "plan.txt").write_text("plan")
    capptro.done("attach", "C-1", str(tmp_path / "plan.txt"))
    capptro.done("leave", str(tmp_path / "left"))
    return tmp_path / "left"


def test_a_folder_that_is_interrupted_or_finds_no_room_comes_in_later(
    capptro: Capptro, left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.db"
    Database.create(new).close()

    def empty() -> bool:
        return json.loads(capptro.done("export", "customers", "--format", "json", "--db", str(new))) == []

    with closing(Database.open(new)) as database, full_disk(database, spare=100):
        assert "The disk is full" in capptro.refused("import", str(left), "--db", str(new))
    assert empty()
    with monkeypatch.context() as patch:
        patch.setattr(coming_back, "put_back", _interrupted_within(coming_back.put_back))
        result = capptro("import", str(left), "--db", str(new))
    assert (result.code, result.out, result.err) == (130, "", "")
    assert empty()
    assert is_sound(new)
    capptro.done("import", str(left), "--db", str(new))
    assert capptro.done("export", "all", "--db", str(new)) == capptro.done("export", "all")


def _interrupted_within(put_back: Any) -> Any:
    """Return `put_back` with an interrupt after its first block."""

    def interrupted(database: Database, blocks: Iterator[Any], *rest: Any) -> Any:
        def first() -> Iterator[Any]:
            yield next(iter(blocks))
            raise KeyboardInterrupt

        return put_back(database, first(), *rest)

    return interrupted
