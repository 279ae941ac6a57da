"""Which words in use the typed ones may have been meant to be."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.matching.slips import LONGEST, SHORTEST, Vocabulary

WORDS = ("harbour", "pilots", "jones", "atlantic", "joe", "jane", "roofing", "brown", "field", "müller", "株式会社")
VOCABULARY = Vocabulary(WORDS)


def meant(*typed: str, known_too: bool = False) -> list[set[str]]:
    """For each typed word everything that it may stand for, as text."""
    return [{" ".join(way) for way in ways} for ways in VOCABULARY.ways(typed, known_too=known_too)]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("harbor", "harbour"), ("habrour", "harbour"), ("harbouur", "harbour"), ("harboor", "harbour"),
        ("arbour", "harbour"), ("pilos", "pilots"), ("muller", "müller"), ("jeo", "joe"), ("atalntic", "atlantic"),
    ],
)  # fmt: skip
def test_one_slip_is_mended(typed: str, word: str) -> None:
    """A letter left out, swapped, doubled or wrong, at the beginning too."""
    [found] = meant(typed)
    assert any(word.startswith(one) for one in found - {typed})


def test_two_slips_in_a_long_word_only() -> None:
    assert "atlantic" in meant("atalntci")[0]
    assert meant("brwno") == [] or "brown" not in meant("brwno")[0]


def test_spaces_lost_and_put_in() -> None:
    assert "jones atlantic" in meant("jonesatlantic")[0]
    assert "jones atl" in meant("jonesatl")[0]
    assert all("roofing" in ways for ways in meant("roo", "fing"))


def test_words_in_use_are_left_alone_unless_nothing_was_found() -> None:
    """What begins a word in use is one, as the rest may yet be typed."""
    assert meant("jones", "roof") == []
    assert meant("jan") == []
    assert "jane" in meant("joane", known_too=True)[0]
    assert "field" in meant("fielt", known_too=False)[0]
    assert meant("joe", "pilos")[0] == {"joe"}


def test_nothing_to_mend() -> None:
    for typed in ((), ("",), ("x",), ("zz",), ("12345",), ("q" * 200,), ("zzzzzzzz",)):
        assert meant(*typed) == []


@given(typed=st.lists(st.text(max_size=30), max_size=9), known_too=st.booleans())
def test_any_text(typed: list[str], known_too: bool) -> None:
    """What was typed is the first way of each word; no more words than asked for, none of them empty."""
    ways = VOCABULARY.ways(typed, known_too=known_too)
    assert [way[0] for way in ways] == [(word,) for word in typed[: len(ways)]]


def test_finds_most_of_many() -> None:
    """Of a thousand words with a slip in each, nearly all are among the few that are offered."""
    chance = random.Random(7)
    syllables = ["ba", "ker", "smi", "th", "jo", "nes", "wal", "lin", "dor", "mar", "tin", "ros", "ell", "ham", "ton"]
    words = {"".join(chance.choices(syllables, k=3)) for _ in range(1000)}
    many = Vocabulary(words)
    hit = 0
    for word in words:
        at = chance.randrange(1, len(word) - 1)
        typed = chance.choice([word[:at] + word[at + 1 :], word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]])
        offered = many.ways([typed], known_too=True)
        hit += typed == word or any((word,) == way for ways in offered for way in ways)
    assert hit > 0.9 * len(words)
    assert (SHORTEST, LONGEST) == (3, 24)
