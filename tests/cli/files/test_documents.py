"""`capptro attach`, `attachments` and `open`: documents without a screen."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from capptro_tui.services.documents import opening
from tests.cli.runner import Capptro
from tests.cli.test_hostile import is_harmless
from tests.support import raw


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with files to attach."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "offer.pdf").write_bytes(b"%PDF-1.7 offer")
    (folder / "plan.txt").write_text("plan")
    return folder


@pytest.fixture
def acme(capptro: Capptro) -> Capptro:
    """A desk with a customer and a work item."""
    capptro.add("customers", {"name": "Acme"})
    capptro.add("work-items", {"title": "Roof", "customer": "C-1"})
    return capptro


def test_attach_prints_the_numbers(acme: Capptro, mine: Path) -> None:
    """One batch for all files; as JSON the documents as every record is shown."""
    out = acme.done("attach", "C-1", str(mine / "offer.pdf"), str(mine / "plan.txt"), "--description", "Signed")
    assert out.splitlines() == ["D-000001", "D-000002"]
    [document] = acme.json("attach", "W-1", str(mine / "plan.txt"))
    assert {name: document[name] for name in ("number", "customer", "work_item", "name", "size", "type")} == {
        "number": "D-000003", "customer": "C-000001", "work_item": "W-000001", "name": "plan.txt", "size": 4,
        "type": "text/plain",
    }  # fmt: skip
    assert [one["description"] for one in acme.export("documents")] == ["Signed", "Signed", ""]
    assert "Attached 2 documents to Acme" in acme.done("history")
    assert acme.json("find", "plan")[0]["record"] == "attachment"
    assert {one["number"] for one in acme.json("undo")["changes"]} == {"D-000003"}
    assert {one["number"] for one in acme.json("undo")["changes"]} == {"D-000001", "D-000002"}
    assert acme.json("attachments", "C-1") == []


def test_attach_is_refused_in_one_line(acme: Capptro, mine: Path) -> None:
    """And exit 1, with nothing of it done."""
    link = mine / "link"
    link.symlink_to(mine / "offer.pdf")
    assert "There is no file" in acme.refused("attach", "C-1", str(mine / "offer.pdf"), str(mine / "none"))
    assert "is a link" in acme.refused("attach", "C-1", str(link))
    assert "is a folder" in acme.refused("attach", "C-1", str(mine))
    assert "There is no customer C-000009" in acme.refused("attach", "C-9", str(mine / "offer.pdf"))
    assert "is not a number" in acme.refused("attach", "Acme", str(mine / "offer.pdf"))
    assert acme.json("attachments", "C-1") == []
    assert "FILE is missing." in acme.misused("attach", "C-1")


def test_add_says_how(acme: Capptro) -> None:
    """A document does not come from a JSON object."""
    said = acme.refused("add", "documents", "--name", "offer.pdf")
    assert "capptro attach C-42 FILE" in said
    result = acme("add", "documents", stdin='{"name": "offer.pdf", "customer": "C-1"}\n')
    assert result.code == 1
    assert "capptro attach" in json.loads(result.out)["error"]


def test_list(acme: Capptro, mine: Path) -> None:
    """Of a customer also those of its work, of a work item its own, of a document that one."""
    acme.done("attach", "C-1", str(mine / "offer.pdf"), "--description", "Signed")
    acme.done("attach", "W-1", str(mine / "plan.txt"))
    assert acme.done("attachments", "C-1").splitlines() == [
        "Number    Name       Size      Type             Description",
        "D-000002  plan.txt   4 bytes   text/plain",
        "D-000001  offer.pdf  14 bytes  application/pdf  Signed",
    ]
    assert [one["number"] for one in acme.json("attachments", "W-1")] == ["D-000002"]
    assert [one["number"] for one in acme.json("attachments", "D-1")] == ["D-000001"]
    assert acme.done("delete", "D-1")
    assert "in the trash" in acme.done("attachments", "D-1")
    assert [one["number"] for one in acme.json("show", "C-1")["documents"]] == ["D-000002"]
    acme.add("customers", {"name": "Other"})
    assert acme.done("attachments", "C-2") == "There are no documents.\n"


def test_copy_to_a_folder(acme: Capptro, mine: Path, tmp_path: Path) -> None:
    """Their paths are printed; nothing is overwritten."""
    folder = tmp_path / "out"
    folder.mkdir()
    acme.done("attach", "C-1", str(mine / "offer.pdf"), str(mine / "plan.txt"))
    out = acme.done("attachments", "C-1", "--to", str(folder))
    assert out.splitlines() == [str(folder / "plan.txt"), str(folder / "offer.pdf")]
    again = acme.json("attachments", "D-1", "--to", str(folder))
    assert [one["file"] for one in again] == [str(folder / "offer (2).pdf")]
    assert (folder / "offer (2).pdf").read_bytes() == b"%PDF-1.7 offer"
    assert "There is no folder" in acme.refused("attachments", "C-1", "--to", str(folder / "none"))
    acme.done("undo")
    assert acme.done("attachments", "C-1", "--to", str(folder)) == "There are no documents.\n"


def test_hostile_names_are_harmless(acme: Capptro, mine: Path, tmp_path: Path) -> None:
    """On a terminal, in JSON and in a folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    path = (mine / "offer.pdf").rename(mine / "\x1b]0;owned\x07\u202e[link=x] ..%s.pdf")
    acme.done("attach", "C-1", str(path))
    os.makedirs(os.fsencode(mine / "x"))
    odd = os.fsencode(mine / "x") + b"/\xff\xfe.txt"
    with open(odd, "wb") as file:
        file.write(b"x")
    acme.done("attach", "C-1", os.fsdecode(odd))
    for words in (
        ["attachments", "C-1"],
        ["show", "C-1"],
        ["history", "C-1"],
        ["attachments", "C-1", "--to", str(folder)],
    ):
        shown = acme(*words, terminal=True)
        assert shown.code == 0
        assert is_harmless(shown.out, terminal=True)
    assert sorted(one["name"] for one in acme.json("attachments", "C-1")) == [
        "_]0;owned_\u202e[link=x] ..%s.pdf", "\ufffd\ufffd.txt",
    ]  # fmt: skip
    assert sorted(one.name for one in folder.iterdir()) == ["_]0;owned__[link=x] ..%s.pdf", "\ufffd\ufffd.txt"]


def test_open(acme: Capptro, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hands a copy to the system's opener, and prints nothing."""
    given: list[Path] = []
    monkeypatch.setattr(opening, "open_externally", given.append)
    acme.done("attach", "C-1", str(mine / "offer.pdf"))
    assert acme.done("open", "D-1") == ""
    assert [path.name for path in given] == ["offer.pdf"]
    assert given[0].read_bytes() == b"%PDF-1.7 offer"
    assert "There is no document D-000002" in acme.refused("open", "D-2")
    assert "Only documents can be opened" in acme.refused("open", "C-1")


def test_check_says_what_is_missing(acme: Capptro, mine: Path) -> None:
    """By number and with the folder; the database is sound without it, as beside a copy of the file alone."""
    acme.done("attach", "C-1", str(mine / "offer.pdf"), str(mine / "plan.txt"))
    folder = Path(acme.json("where")["documents"])
    shutil.rmtree(folder)
    missing, sound = acme.done("check").splitlines()
    assert missing.startswith("2 documents have no file any more: D-000001, D-000002.")
    assert f"looked for in {folder}: put them back there" in missing
    assert sound == "The database itself is sound."
    told = acme.json("check")
    assert told["sound"] is True
    assert [(one["what"], one["count"], one["repaired"]) for one in told["findings"]] == [("missing", 2, False)]
    # What is wrong with the database is not lost among it.
    raw(acme.path, "UPDATE customer SET version = 9999 WHERE id = 1")
    result = acme("check")
    assert (result.code, len(result.lines)) == (1, 2)
    assert "cannot be repaired" in result.err


def test_check_says_what_is_damaged(acme: Capptro, mine: Path) -> None:
    """With exit 1, for that is what a check is to find; the database is not blamed for it."""
    acme.done("attach", "C-1", str(mine / "offer.pdf"))
    [path] = [path for path in Path(acme.json("where")["documents"]).rglob("*") if path.is_file()]
    path.write_bytes(b"%PDF-1.7 OFFER")
    result = acme("check")
    assert (result.code, result.lines) == (1, ["1 document has a damaged file: D-000001. Not repaired."])
    assert result.err.count("\n") == 1
    assert "itself is sound" in result.err
    assert acme("check", "--json").code == 1
    assert "is damaged" in acme.refused("attachments", "D-1", "--to", str(mine))
    assert "is damaged" in acme.refused("open", "D-1")
    assert sorted(one.name for one in mine.iterdir()) == ["offer.pdf", "plan.txt"]
