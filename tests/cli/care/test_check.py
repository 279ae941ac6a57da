"""`capptro check`: what is printed, and the exit code."""

from __future__ import annotations

from tests.cli.runner import Capptro
from tests.support import raw


def test_all_is_well(capptro: Capptro) -> None:
    """One line, or an empty list."""
    capptro.done("demo")
    assert capptro.done("check") == "All is well.\n"
    assert capptro.json("check") == {"sound": True, "findings": []}


def test_repairs_and_says_what(capptro: Capptro) -> None:
    """A sentence for each thing with a count, exit 0; afterwards all is well."""
    capptro.done("demo")
    raw(capptro.path, "UPDATE customer SET search_text = '' WHERE id IN (1, 2)")
    lines = capptro.done("check").splitlines()
    assert lines == ["2 customers were not found by every word. Repaired.", "All is well now."]
    raw(capptro.path, "DROP TABLE record_search_words")
    told = capptro.json("check")
    assert told["sound"] is True
    assert {one["what"] for one in told["findings"]} == {"structure", "search"}
    assert all(set(one) == {"what", "message", "count", "repaired"} for one in told["findings"])
    assert capptro.done("check") == "All is well.\n"


def test_what_cannot_be_repaired(capptro: Capptro) -> None:
    """Said on standard output, with one line on standard error and exit 1."""
    capptro.done("demo")
    raw(capptro.path, "UPDATE customer SET version = 9999 WHERE id = 1")
    result = capptro("check")
    assert (result.code, result.lines) == (
        1,
        ["1 customer has another content than the history says: C-000001 (version). Not repaired."],
    )
    assert result.err.count("\n") == 1
    assert "put back a backup" in result.err
    assert capptro("check", "--json").code == 1


def test_there_must_be_a_database(capptro: Capptro) -> None:
    """None is made to be checked."""
    capptro.path.unlink(missing_ok=True)
    assert "There is no database" in capptro.refused("check")


def test_progress_is_for_a_terminal_only(capptro: Capptro) -> None:
    """Nothing but the answer goes into a pipe."""
    capptro.done("demo")
    assert capptro("check").err == ""
