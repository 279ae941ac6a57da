"""The words of a header, and the concepts that they stand for, whatever the language and the spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from unicodedata import combining, normalize

from capptro_tui.exchange.understanding.vocabulary.words import CONCEPTS
from capptro_tui.text.patterns import pattern

_OWN_NAME = pattern(r"^(?P<label>.*\S)\s*\(\s*\w{1,4}\.(?P<name>\w+)\s*\)\s*$")
"""A label with the field's own name behind it: `Ville (s.town)`."""

_INITIALS = pattern(r"\b(?:[A-Za-z]\.){2,}")
_ACCOUNT = pattern(r"\ba/c\b", re.IGNORECASE)
_CAMEL = pattern(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = pattern(r"[^\W\d_]+|\d+")
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4"}
_NUMBERED = ("line", "address", "street")
"""Words behind which a number may be written out: `Address-Line One`."""

_LONGEST_PHRASE = 5
_SHORTEST_PIECE = 3
_SHORT_ENDINGS = frozenset(("nr", "no", "id"))
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A header as words and concepts.

    Attributes:
        words: its words in small letters without accents; numbers are words of digits.
        concepts: its concepts in their order; a number is its digits, a word that is not known has `?` before it.
    """

    words: tuple[str, ...]
    concepts: tuple[str, ...]

    @property
    def known(self) -> frozenset[str]:
        """The concepts, without numbers and unknown words."""
        return frozenset(one for one in self.concepts if not one.isdigit() and one[0] != "?")

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that stand for no concept."""
        return tuple(one[1:] for one in self.concepts if one[0] == "?")

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers, such as those of `Address 2 - Line 1`."""
        return tuple(int(one) for one in self.concepts if one.isdigit())

    @property
    def shape(self) -> str:
        """The words with `#` for each number."""
        return " ".join("#" if word.isdigit() else word for word in self.words)


def fold_words(text: str) -> str:
    """Return a text in small letters, without accents."""
    folded = normalize("NFKD", text.casefold()).translate(_LETTERS)
    return "".join(one for one in folded if not combining(one))


def read_header(text: str) -> Heading:
    """Return the words and concepts of a header."""
    words = _split(text)
    return Heading(words, tuple(_concepts(words)))


def own_name(text: str) -> tuple[str, str]:
    """Return the label of a header, and the field's own name in brackets behind it; "" if there is none."""
    found = _OWN_NAME.match(text)
    return (found["label"], found["name"]) if found else (text, "")


def _split(text: str) -> tuple[str, ...]:
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text[:200])
    text = _ACCOUNT.sub("account", text)
    words = _WORD.findall(fold_words(_CAMEL.sub(" ", text)))
    return tuple(
        _NUMBERS.get(word, word) if before in _NUMBERED else word
        for before, word in zip(["", *words], words, strict=False)
    )


@cache
def _vocabulary() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return phrase to the concepts that it stands for."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for concept, phrases in CONCEPTS.items():
        for phrase in phrases.split():
            key = tuple(word for word in phrase.split("+"))
            if concept not in found.get(key, ()):
                found[key] = (*found.get(key, ()), concept)
    return found


def _concepts(words: tuple[str, ...]) -> list[str]:
    vocabulary = _vocabulary()
    kept = [word for word in words if vocabulary.get((word,)) not in (("filler",), ("to",)) or len(words) == 1]
    # "ship to" is a phrase with a word that means nothing elsewhere.
    if any(vocabulary.get(pair) for pair in pairwise(words) if "to" in pair):
        kept = [word for word in words if vocabulary.get((word,)) != ("filler",)]
    found: list[str] = []
    place = 0
    while place < len(kept):
        for length in range(min(_LONGEST_PHRASE, len(kept) - place), 0, -1):
            phrase = tuple(kept[place : place + length])
            meant = vocabulary.get(phrase) or (_segmented(phrase[0]) if length == 1 else ())
            if meant or length == 1:
                found += [one for one in meant or _unknown(phrase[0]) if one not in ("filler", "to")]
                place += length
                break
    return found


def _unknown(word: str) -> tuple[str, ...]:
    return (word,) if word.isdigit() else (f"?{word}",)


def _segmented(word: str) -> tuple[str, ...]:
    """Return the concepts of a word that is put together of known ones: `billingpostalcode`, `Kundennummer`."""
    vocabulary = _vocabulary()
    if len(word) <= _SHORTEST_PIECE or word.isdigit():
        return ()
    for length in range(len(word) - 1, _SHORTEST_PIECE - 1, -1):
        head = vocabulary.get((word[:length],))
        rest = word[length:]
        if not head or (len(rest) < _SHORTEST_PIECE and rest not in _SHORT_ENDINGS):
            continue
        tail = vocabulary.get((rest,)) or _segmented(rest)
        if tail:
            return (*head, *tail)
    return ()
