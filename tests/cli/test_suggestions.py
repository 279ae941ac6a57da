"""A mistyped name is answered with the one that may be meant, in one line, wherever a name is taken."""

from __future__ import annotations

import json

import pytest

from capptro_tui.text.suggestions import closest
from tests.cli.runner import Capptro


@pytest.mark.parametrize(
    ("word", "meant"),
    [("custmers", "customers"), ("WORK_ITEMS", "work-items"), ("cust", "customers"), ("wrk-item", "work-items")],
)
def test_what_is_like_a_name(word: str, meant: str) -> None:
    assert closest(word, ["customers", "contacts", "contracts", "work-items"]) == meant


@pytest.mark.parametrize("word", ["boats", "", "x" * 10_000, "con"])
def test_what_is_like_none_or_like_several(word: str) -> None:
    assert closest(word, ["customers", "contacts", "contracts"]) == ""


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("shw", "C-1"), "show"),
        (("find", "x", "--only", "custmers"), "customers"),
        (("near", "1,1", "--only", "site"), "sites"),
        (("export", "work_items"), "work-items"),
        (("add", "contracs", "--name", "x"), "contracts"),
        (("find", "x", "--limt", "3"), "--limit"),
        (("--vrsion",), "--version"),
        (("duplicates", "chek"), "check"),
    ],
)
def test_wrong_usage_is_answered(capptro: Capptro, words: tuple[str, ...], meant: str) -> None:
    assert f"Did you mean “{meant}”?" in capptro.misused(*words)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("set", "C-1", "emial=a@b.example"), "email"),
        (("set", "C-1", "billing-stret=High Street"), "billing_street"),
        (("set", "W-1", "custmer=C-1"), "customer"),
        (("set", "W-1", "status=complet"), "Completed"),
        (("set", "W-1", "status=in progres"), "In progress"),
        (("add", "work-items", "--title", "x", "--priority", "urgnt"), "Urgent"),
        (("add", "customers", "--name", "x", "--set", "websit=x.example"), "website"),
        (("merge", "C-1", "C-2", "--set", "phon=1234"), "phone"),
    ],
)
def test_fields_and_states_are_refused_with_what_may_be_meant(
    capptro: Capptro, words: tuple[str, ...], meant: str
) -> None:
    capptro.add("customers", {"name": "Acme"}, {"name": "Acme Ltd"})
    capptro.add("work-items", {"title": "Fix", "customer": "C-1"})
    assert f"Did you mean “{meant}”?" in capptro.refused(*words)


def test_lines_of_standard_input_are_answered_likewise(capptro: Capptro) -> None:
    lines = [{"name": "A", "emial": "a@b.example"}, {"name": "A", "status": "activ"}]
    result = capptro("add", "customers", stdin="".join(json.dumps(line) + "\n" for line in lines))
    errors = [json.loads(line)["error"] for line in result.lines]
    assert errors[0] == "Customer has no field “emial”. Did you mean “email”?"
    assert errors[1].endswith("Did you mean “Active”?")


def test_nothing_is_guessed_where_nothing_is_alike(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme"})
    assert "Did you mean" not in capptro.refused("set", "C-1", "zzz=1")
    assert "Did you mean" not in capptro.misused("zzz")
