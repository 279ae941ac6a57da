"""Spelling variants of words: joined or apart (7-Eleven, 7eleven), initials (H&M, hm), abbreviations (St, Saint).

All words here are as `fold` leaves them. A joined spelling is found by a further word that is stored with the others;
an abbreviation is found by asking for both forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from capptro_tui.text.legal_forms import LINKS, STREET_ENDINGS, STREET_WORDS

_NUMBER_WORDS = ("no", "nr", "num", "number")
_ABBREVIATED = {
    **{word: short for word, short in STREET_WORDS.items() if short},
    "sankt": "st", "sainte": "ste", "fort": "ft", "doctor": "dr", "professor": "prof", "brothers": "bros",
    "international": "intl", "junior": "jr", "senior": "sr",
}  # fmt: skip
_IN_FULL: dict[str, list[str]] = {}
for _word, _short in _ABBREVIATED.items():
    _IN_FULL.setdefault(_short, []).append(_word)

_PREFIXES = frozenset({"o", "d", "mc", "mac"})
"""Beginnings of surnames that some write apart: O Brien, Mc Donald."""

_SHORT_PART = 3
"""Longest part, in characters, of a word joined from more than two parts: 4 x 4, AB 12 CDE."""


def spelled(word: str) -> tuple[str, ...]:
    """Return the alternative texts for a search word, the word itself first; one of them must occur.

    A text with a space before it begins a word, one with a space behind it ends one. A word of one or two letters must
    begin a word.

    >>> spelled("saint")
    ('saint', ' st ')
    """
    others: list[str] = []
    if short := _ABBREVIATED.get(word):
        others.append(f" {short} ")
    others += [f" {full}" for full in _IN_FULL.get(word, ()) if not full.startswith(word)]
    if word in _NUMBER_WORDS:
        others += [f" {other} " for other in _NUMBER_WORDS if other != word]
    for ending, short in STREET_ENDINGS:
        if word.endswith(ending) and word != ending:
            others.append(f" {word.removesuffix(ending)}{short} ")
    return (word if len(word) > 2 else f" {word}", *dict.fromkeys(others))


def joined_words(words: Sequence[str], *, is_place: bool = False) -> list[str]:
    """Return the words into which neighbouring words may be joined.

    In a street or town (`is_place`) only a house number and its letter are joined.

    >>> joined_words(["7", "eleven"]), joined_words(["h", "and", "m"])
    (['7eleven'], ['hm'])
    """
    if is_place:
        return [one + other for one, other in _pairs(words) if one.isdigit() and len(other) == 1 and other.isalpha()]
    found = [_joined(words[start:end]) for start in range(len(words)) for end in _ends(words, start)]
    return list(dict.fromkeys(found))


def joined_ways(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the typed words with all possible joins, in pairs and in the longest runs; [] if none is possible."""
    ways = [tuple(_join_all(words, choose)) for choose in (min, max)]
    return [way for way in dict.fromkeys(ways) if way != tuple(words)]


def _join_all(words: Sequence[str], choose: Callable[[Iterable[int]], int]) -> Iterator[str]:
    """Yield the words, joined wherever possible. `choose` picks one of the possible ends of each join."""
    start = 0
    while start < len(words):
        end = choose([*_ends(words, start)] or [start + 1])
        yield _joined(words[start:end]) if end > start + 1 else words[start]
        start = end


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    return pairwise(words)


def _joined(words: Sequence[str]) -> str:
    """Join words to one, without the *and* between initials. The words for *number* all become `no`."""
    if len(words) == 2 and words[0] in _NUMBER_WORDS:
        return f"no{words[1]}"
    return "".join(word for word in words if word != "and")


def _ends(words: Sequence[str], start: int) -> Iterator[int]:
    """Yield the ends (exclusive) of runs from a place on that may be written as one word."""
    end = _end_of_initials(words, start)
    if end > start + 1:
        if start == 0 or _end_of_initials(words, start - 1) <= start:
            yield end
        return
    if start + 1 == len(words):
        return
    word, following = words[start], words[start + 1]
    if _are_mixed(word, following):
        yield start + 2
        if (run := _end_of_mixed(words, start)) > start + 2:
            yield run
    elif (word in _PREFIXES or (start == 0 and len(word) == 1 and word.isalpha())) and _is_surname(following):
        yield start + 2


def _is_surname(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word not in LINKS


def _are_mixed(one: str, other: str) -> bool:
    """Whether one word has digits only and the other letters only."""
    return LINKS.isdisjoint((one, other)) and (
        (one.isdigit() and other.isalpha()) or (one.isalpha() and other.isdigit())
    )


def _end_of_mixed(words: Sequence[str], start: int) -> int:
    """Return the end of a run of short words that change between digits and letters."""
    end = start + 1
    while (
        end < len(words)
        and _are_mixed(words[end - 1], words[end])
        and len(words[end - 1]) <= _SHORT_PART
        and len(words[end]) <= _SHORT_PART
    ):
        end += 1
    return end


def _end_of_initials(words: Sequence[str], start: int) -> int:
    """Return the end of a run of initials, with or without an *and* between them: J R, H and M, AT and T."""
    end = start + 1
    while _is_initial(words[end - 1]):
        following = end + 1 if end < len(words) and words[end] == "and" else end
        if following >= len(words) or not _is_initial(words[following]):
            break
        if len(words[end - 1]) + len(words[following]) > 3:
            break
        end = following + 1
    return end


def _is_initial(word: str) -> bool:
    return len(word) <= 2 and word.isalpha() and word.isascii()
