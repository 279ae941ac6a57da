"""The help: grouped verbs, plain words, examples that work; and that words are read as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from capptro_tui.cli.parsing.command import Command, Verb
from capptro_tui.cli.verbs import GROUPS, VERBS
from tests.cli.runner import Capptro, read_command_line

PROGRAMMERS_WORDS = re.compile(r"\b(STR|STRING|INT|INTEGER|FLOAT|PATH|BOOL|ARG)\b|<[a-z ]+>")


def commands(verbs: dict[str, Verb] | None = None, path: str = "") -> Iterator[tuple[str, Command]]:
    """Every verb by the words that lead to it, and what may follow it."""
    for name, verb in (VERBS if verbs is None else verbs).items():
        command, words = verb.command(), f"{path} {name}".strip()
        yield words, command
        yield from commands({one.name: one for one in command.verbs}, words)


EVERY = dict(commands())


def test_the_verbs_are_in_groups(absent: Capptro) -> None:
    text = absent.done("--help")
    assert absent.done("-h") == text
    places = [text.index(f"\n{title}:\n") for title in GROUPS]
    assert places == sorted(places)
    for name, verb in VERBS.items():
        assert re.search(rf"^  {name} +{re.escape(verb.summary)}$", text, re.MULTILINE), f"the help of {name} is cut"
    assert max(map(len, text.splitlines())) <= 80
    assert not absent.path.exists()


@pytest.mark.parametrize("path", list(EVERY))
def test_every_verb_is_explained_with_examples(absent: Capptro, path: str) -> None:
    """The same by `-h` and `--help`, wherever it stands, and whatever else is missing."""
    words, command = path.split(), EVERY[path]
    text = absent.done(*words, "-h")
    assert text == absent.done(*words, "--help") == absent.done(*words, "--help", "-x")
    assert text.startswith(f"Usage: capptro {path}")
    assert max(map(len, text.splitlines())) <= 80 or "Examples" in text
    for taken in command.takes:
        assert taken.help[:20] in text
    assert command.examples
    for example in command.examples:
        assert f"\n  {example}" in text
    assert not PROGRAMMERS_WORDS.search(text)
    assert not absent.path.exists()


@pytest.mark.parametrize("path", list(EVERY))
def test_the_examples_can_be_read(path: str) -> None:
    for example in EVERY[path].examples:
        read_command_line(example)


def test_what_a_field_takes_is_said_in_plain_words(absent: Capptro) -> None:
    text = absent.done("add", "work-items", "-h")
    for option in ("--customer NUMBER", "--scheduled-start DATE-AND-TIME", "--priority CHOICE", "--title TEXT"):
        assert option in text
    assert "that of a customer, such as C-42" in re.sub(r"\s+", " ", text)
    assert "--amount AMOUNT" in absent.done("add", "payments", "-h")
    assert "--day DATE" in absent.done("add", "orders", "-h")


def test_options_may_stand_anywhere_and_values_begin_with_a_minus(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "-x- Traders"}, {"name": "Acme"})
    assert capptro.json("find", "--limit", "1", "x", "traders")[0]["number"] == "C-000001"
    assert capptro.json("find", "x", "--limit=1", "traders", "--only", "customers")[0]["number"] == "C-000001"
    assert capptro.done("add", "customers", "--name", "-h") == "C-000003\n"
    assert capptro.json("show", "C-3")["name"] == "-h"
    capptro.done("set", "C-2", "name=Acme & Sons")
    assert "C-000002" in capptro.done("find", "--", "Acme", "&")


def test_a_word_after_two_dashes_is_no_option(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "--json"})
    assert "C-000001" in capptro.done("find", "--", "--json")
    assert capptro.done("find", "--only", "customers", "--", "--help").startswith("Nothing is found")
