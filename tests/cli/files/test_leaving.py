"""`capptro leave` and the way back."""

from __future__ import annotations

from pathlib import Path

from tests.cli.runner import Capptro
from tests.support import raw


def test_out_and_back(capptro: Capptro, tmp_path: Path) -> None:
    """With a document; the new database is made, and exports the same."""
    capptro.add("customers", {"name": "Acme"}, {"name": "Gone"})
    (tmp_path / "plan.txt").write_text("plan")
    capptro.done("attach", "C-1", str(tmp_path / "plan.txt"))
    capptro.done("delete", "C-2")
    folder, new = tmp_path / "left", tmp_path / "new" / "new.db"
    said = capptro.done("leave", str(folder))
    assert said.startswith(f"Written to {folder}: ")
    assert "the files of 1 document. README.txt there says" in said
    assert (folder / "README.txt").is_file()
    new.parent.mkdir()
    said = capptro.done("import", str(folder), "--db", str(new))
    assert said.startswith("Brought back ")
    assert "The history of single changes" in said  # is not in the folder
    before, after = capptro.done("export", "all"), capptro.done("export", "all", "--db", str(new))
    assert after == before
    capptro.done("attachments", "C-1", "--to", str(new.parent), "--db", str(new))
    assert (new.parent / "plan.txt").read_text() == "plan"
    capptro.done("restore", "C-2", "--db", str(new))
    assert "empty database only" in capptro.refused("import", str(folder), "--db", str(new))


def test_a_missing_document(capptro: Capptro, tmp_path: Path) -> None:
    """Everything else is there; exit 1 and a sentence say that something is not."""
    capptro.add("customers", {"name": "Acme"})
    (tmp_path / "plan.txt").write_text("plan")
    capptro.done("attach", "C-1", str(tmp_path / "plan.txt"))
    raw(capptro.path, "UPDATE attachment SET sha256 = ?", "0" * 64)
    result = capptro("leave", str(tmp_path / "left"))
    assert result.code == 1
    assert result.err.startswith("D-000001 plan.txt: The file of this document is missing")
    told = capptro("leave", str(tmp_path / "again"), "--json")
    assert (told.code, told.err) == (1, "")
    assert '"documents": 0' in told.out


def test_refused_in_one_line(capptro: Capptro, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert "is not empty" in capptro.refused("leave", str(tmp_path / "full"))
    assert "FOLDER is missing." in capptro.misused("leave")
    new = tmp_path / "new.db"
    assert "There is no everything.json" in capptro.refused("import", str(tmp_path), "--db", str(new))
    assert not new.exists()
