"""`delete` of several records: all or nothing, one batch; and `show` of several."""

from __future__ import annotations

import pytest

from tests.cli.runner import Capptro


@pytest.fixture
def some(capptro: Capptro) -> Capptro:
    """Two customers, the first with two contacts, a work item and a site."""
    capptro.add("customers", {"name": "Acme"}, {"name": "Bolt"})
    capptro.add("contacts", {"customer": "C-1", "first_name": "Ann", "is_primary": True})
    capptro.add("contacts", {"customer": "C-1", "first_name": "Bob"})
    capptro.add("work-items", {"customer": "C-1", "title": "Fix", "contact": "N-1"})
    capptro.add("sites", {"customer": "C-2", "name": "Yard"})
    return capptro


def state(capptro: Capptro) -> list[object]:
    return [capptro.export(slug) for slug in ("customers", "contacts", "work-items", "sites")]


@pytest.mark.parametrize("words", [("C-1", "C-2"), ("N-1", "C-1", "W-1"), ("C-1", "N-1", "C-1"), ("S-1", "W-1", "N-2")])
def test_several_are_deleted_in_one_batch(some: Capptro, words: tuple[str, ...]) -> None:
    """Whichever order they are named in, also with what another takes along; one undo brings all back."""
    before = state(some)
    dry = some.json("delete", *words, "--dry-run")
    assert state(some) == before
    done = some.json("delete", *words)
    assert done["changes"] == dry["changes"]
    assert done["batch"] == some.json("history")[0]["batch"]
    assert all(some.json("show", ref)["trashed"] for ref in words)
    assert len(some.json("history", "--limit", "1")) == 1
    some.done("undo")
    assert [{**one, "version": 0} for one in state(some)[1]] == [{**one, "version": 0} for one in before[1]]  # type: ignore[attr-defined]
    assert not any(some.json("show", ref)["trashed"] for ref in words)
    assert some.json("show", "W-1")["contact"] == "N-000001"


def test_it_is_said_what_was_deleted(some: Capptro) -> None:
    text = some.done("delete", "N-1", "W-1", "S-1")
    assert text.startswith("Deleted 1 contact, 1 work item and 1 site.\n")
    assert "Acme has no primary contact any more." in text
    some.done("undo")
    text = some.done("delete", "C-1", "N-1", "C-2")
    assert text.startswith("Deleted 2 customers and 1 contact.\n")
    assert "primary" not in text


def test_where_one_cannot_be_deleted_none_is(some: Capptro) -> None:
    """What is in the way is told for each, and nothing is written."""
    some.done("delete", "S-1")
    some.done("merge", "C-2", "C-1")
    before, batches = state(some), len(some.json("history"))
    result = some("delete", "W-1", "S-1", "C-77", "C-1", "C-2")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines() == [
        "Nothing was deleted.",
        "S-000001 is in the trash already.",
        "There is no customer C-000077.",
        "Acme (C-000001) was merged into C-000002 already.",
    ]
    assert state(some) == before
    assert len(some.json("history")) == batches


def test_a_word_that_is_no_number_is_refused_before_anything_is_done(some: Capptro) -> None:
    before = state(some)
    assert some.refused("delete", "C-1", "Acme").startswith("“Acme” is not a number.")
    assert state(some) == before


def test_show_prints_several(some: Capptro) -> None:
    assert [one["number"] for one in some.json("show", "C-1", "W-1")] == ["C-000001", "W-000001"]
    assert some.json("show", "C-1")["number"] == "C-000001"
    text = some.done("show", "C-2", "W-1")
    assert text.index("Bolt  (customer C-000002)") < text.index("\n\nFix  (work item W-000001)")
    assert some.refused("show", "C-1", "C-9") == "There is no customer C-000009."


def bare(capptro: Capptro) -> list[object]:
    """All records, without the numbers of the batches that wrote them last."""
    return [
        {name: value for name, value in one.items() if name not in ("version", "modified_at", "modified_by")}
        for slug in ("customers", "contacts", "work-items", "sites")
        for one in capptro.json("list", slug)
    ]


@pytest.mark.parametrize("words", [("C-1", "C-2"), ("N-1", "C-1", "W-1"), ("C-1", "N-1", "C-1"), ("S-1", "W-1", "N-2")])
def test_several_are_restored_in_one_batch(some: Capptro, words: tuple[str, ...]) -> None:
    """Whichever order they are named in, also with what comes back with another; one undo takes all away again."""
    before = bare(some)
    some.done("delete", *words)
    deleted, batches = bare(some), len(some.json("history"))
    dry = some.json("restore", *words, "--dry-run")
    assert bare(some) == deleted
    done = some.json("restore", *words)
    assert done["changes"] == dry["changes"]
    assert bare(some) == before
    assert len(some.json("history")) == batches + 1
    some.done("undo")
    assert bare(some) == deleted


def test_several_that_were_deleted_apart_are_restored_with_their_owner(some: Capptro) -> None:
    """A contact whose customer is in the trash comes back because that is named, too."""
    before = bare(some)
    for ref in ("N-1", "S-1", "C-1", "C-2"):
        some.done("delete", ref)
    text = some.done("restore", "N-1", "S-1", "C-2", "C-1")
    assert text.startswith("Restored 1 contact, 1 site and 2 customers.\n")
    assert bare(some) == before


def test_where_one_cannot_be_restored_none_is(some: Capptro) -> None:
    for ref in ("N-1", "C-1", "S-1"):
        some.done("delete", ref)
    before, batches = bare(some), len(some.json("history"))
    result = some("restore", "S-1", "C-2", "C-77")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines() == [
        "Nothing was restored.",
        "C-000002 is not in the trash.",
        "There is no customer C-000077.",
    ]
    result = some("restore", "S-1", "N-1")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines() == [
        "Nothing was restored.",
        "Ann belongs to Acme, which is in the trash. Restore C-000001 first.",
    ]
    assert (bare(some), len(some.json("history"))) == (before, batches)
