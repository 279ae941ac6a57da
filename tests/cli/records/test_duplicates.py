"""`duplicates` and `duplicates check`: what people and programs are told."""

from __future__ import annotations

import pytest

from tests.cli.runner import Capptro


@pytest.fixture
def acme(capptro: Capptro) -> list[str]:
    """Three customers, two of them the same."""
    return capptro.add(
        "customers",
        {"name": "Acme Roofing Ltd", "phone": "01632 960123", "email": "office@acme.example"},
        {"name": "Zebra Taxis"},
        {"name": "ACME Roofing", "phone": "+44 1632 960123"},
    )


def test_all_pairs(capptro: Capptro, acme: list[str]) -> None:
    [pair] = capptro.json("duplicates")
    assert (pair["a"], pair["b"], pair["grade"]) == (acme[0], acme[2], "same")
    assert 90 <= pair["score"] <= 100
    assert "same phone" in pair["reasons"]
    assert set(pair) == {"a", "b", "grade", "score", "reasons"}
    assert capptro.json("duplicates") == [pair]


@pytest.mark.usefixtures("acme")
def test_all_pairs_for_people(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme Roofing"})
    everything = capptro.done("duplicates")
    assert "Acme Roofing Ltd" in everything
    assert "same phone" in everything
    assert len(everything.splitlines()) == 4
    assert len(capptro.done("duplicates", "--limit", "1").splitlines()) == 2


def test_no_pairs(capptro: Capptro) -> None:
    assert capptro.json("duplicates") == []
    assert capptro.done("duplicates").strip().endswith(".")


@pytest.mark.usefixtures("acme")
def test_progress_is_told_on_a_terminal_only(capptro: Capptro) -> None:
    assert capptro("duplicates", terminal=True).code == 0
    assert capptro("duplicates").err == ""


@pytest.mark.parametrize(
    "words", [("--name", "acme rofing"), ("--phone", "01632960123"), ("--email", "OFFICE@acme.example")]
)
def test_check(capptro: Capptro, acme: list[str], words: tuple[str, str]) -> None:
    hits = capptro.json("duplicates", "check", *words)
    assert acme[0] in [hit["number"] for hit in hits]
    assert set(hits[0]) == {"number", "grade", "score", "reasons"}
    assert "Acme Roofing Ltd" in capptro.done("duplicates", "check", *words)


def test_check_finds_nobody(capptro: Capptro) -> None:
    assert capptro.json("duplicates", "check", "--name", "Acme") == []
    assert capptro.done("duplicates", "check", "--name", "Acme").strip().endswith(".")


def test_check_of_nothing_is_refused(capptro: Capptro) -> None:
    assert "name" in capptro.refused("duplicates", "check")


def test_without_a_database(absent: Capptro) -> None:
    assert absent.refused("duplicates")
    assert absent.refused("duplicates", "check", "--name", "Acme")
