"""`submissions` on the command line: from files, from standard input, from the inbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capptro_tui.errors import Unusable
from capptro_tui.exchange.submissions import collecting
from capptro_tui.services.submissions.receiving import receive
from tests.cli.runner import Capptro
from tests.public_forms import ASKS_FOR


@pytest.fixture
def forms(capptro: Capptro) -> Capptro:
    capptro.add("public-forms", {"name": "Website", "heading": "Write to us", "asks_for": ASKS_FOR})
    return capptro


def test_added_from_files_and_standard_input(forms: Capptro, tmp_path: Path) -> None:
    (table := tmp_path / "a.csv").write_text("name,phone\nBea,01632 960177\nCleo,\n")
    assert forms.done("submissions", "add", str(table), "--form", "E-1") == "Q-000001\nQ-000002\n"
    assert forms.done("submissions", "add", "-", stdin="form=E-1&name=Dan+D") == "Q-000003\n"
    assert [one["name"] for one in forms.export("submissions")] == ["Bea", "Cleo", "Dan D"]
    shown = forms.json("show", "Q-1")
    assert (shown["public_form"], shown["status"], shown["sent"]["fields"]["phone"]) == (
        "E-000001", "new", "01632 960177",
    )  # fmt: skip
    assert forms.json("list", "submissions", "--where", "status=new", "--where", "public_form=E-1")


def test_what_is_there_already_is_said(forms: Capptro) -> None:
    forms.done("submissions", "add", "-", stdin='{"form": "E-1", "name": "Bea"}')
    again = forms("submissions", "add", "-", stdin='{"name": "Bea", "form": "E-1"}')
    assert (again.code, again.out, again.err) == (0, "", "Q-000001 has this submission already.\n")


def test_some_are_refused_and_the_others_come_in(forms: Capptro, tmp_path: Path) -> None:
    (table := tmp_path / "a.csv").write_text("form,name\nE-1,Bea\nE-9,Cleo\n")
    result = forms("submissions", "add", str(table), str(tmp_path / "none.csv"), "--json")
    assert result.code == 1
    told = json.loads(result.out)
    assert told["added"] == ["Q-000001"]
    assert [(one["place"], one["error"].split(".")[0]) for one in told["refused"]] == [
        ("row 3", "There is no public form E-000009"), ("", "There is no file “none"),
    ]  # fmt: skip
    assert "is the database itself" in forms.refused("submissions", "add", str(forms.path))
    assert "larger than 2 MB" in forms.refused("submissions", "add", "-", stdin=b"x" * 10_000_000)
    assert "names no form" in forms.refused("submissions", "add", "-", stdin='{"name": "Bea"}')
    assert "it takes json, csv" in forms.misused("submissions", "add", "-", "--format", "xml")


def test_nobody_types_one(forms: Capptro, tmp_path: Path) -> None:
    """The refusal says how they come, also to one who would import them; what is there is updated by its number."""
    assert "submissions add FILE" in forms.refused("add", "submissions", "--notes", "made up")
    (table := tmp_path / "a.csv").write_text("name,notes\nBea,made up\n")
    for more in ((), ("--dry-run",)):
        result = forms("import", "submissions", str(table), *more)
        assert result.code == 1
        assert "submissions add FILE" in result.out + result.err
    assert forms.export("submissions") == []
    forms.done("submissions", "add", "-", stdin='{"form": "E-1", "name": "Bea"}')
    table.write_text("number,notes\nQ-1,Ring on Monday\n")
    forms.done("import", "submissions", str(table), "--on-duplicate", "update")
    assert [one["notes"] for one in forms.export("submissions")] == ["Ring on Monday"]


def test_what_came_in_before_the_database_took_nothing_is_told(
    forms: Capptro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers of the new ones are printed, then the reason for which the others are still there."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(f'{{"form": "E-1", "fields": {{"name": "{name}"}}}}')
    answers = [receive, lambda *_: (_ for _ in ()).throw(Unusable("Another program is writing."))]
    monkeypatch.setattr(collecting, "receive", lambda *given: answers.pop(0)(*given))
    (tmp_path / "inbox").mkdir()
    for path in tmp_path.glob("?.json"):
        path.rename(tmp_path / "inbox" / path.name)
    result = forms("submissions", "collect", "--inbox", str(tmp_path / "inbox"))
    assert (result.out, result.err) == ("Q-000001\n", "Another program is writing.\n")
    assert result.code > 0


def test_collected_from_the_inbox(forms: Capptro, tmp_path: Path) -> None:
    """That of the settings, or the one named."""
    assert "Name the inbox" in forms.refused("submissions", "collect")
    (inbox := tmp_path / "inbox").mkdir()
    (inbox / "a.json").write_text('{"form": "E-1", "fields": {"name": "Bea"}}')
    assert forms.done("submissions", "collect", "--inbox", str(inbox)) == "Q-000001\n"
    (inbox / "b.json").write_text('{"form": "E-1", "fields": {"name": "Cleo"}}')
    (inbox / "c.json").write_text('{"form"')
    result = forms("submissions", "collect", "--inbox", str(inbox), "--json")
    assert (result.code, json.loads(result.out)["added"]) == (0, ["Q-000002"])
    assert result.err == "Left in the inbox, as they may still be written: c.json.\n"
    assert sorted(path.name for path in (inbox / "done").iterdir()) == ["a.json", "b.json"]
