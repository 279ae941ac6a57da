"""Typing slips: find words in use that a typed word may stand for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from capptro_tui.text.legal_forms import LEADING_FORMS, LINKS, TRAILING_FORMS

SHORTEST, LONGEST = 3, 24
"""Length in letters of words that are corrected, and of their corrections."""

_MOST_WORDS = 6
_MOST_MENDED = 6
_CHUNK = 2000
"""Number of words compared at a time: rapidfuzz lets no other thread run meanwhile."""

Way = tuple[str, ...]
"""An alternative for a typed word: one word, two where the space was left out, or none."""


class Vocabulary:
    """The words that occur in the names of records."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)

    def ways(self, typed: Sequence[str], *, known_too: bool) -> list[list[Way]]:
        """Return the alternatives of each typed word: the word itself first, then the most similar words in use.

        One slip is forgiven, two in a long word: a letter left out, added, wrong or swapped with the next; a space left
        out, put in or replaced by a neighbouring key. The first or last word may be a slip of a word that is dropped
        from names (The, Ltd).

        Args:
            typed: the folded words; the first six count.
            known_too: correct words in use as well.

        Returns:
            One list for each word; an empty list if there is nothing to correct.
        """
        typed = typed[:_MOST_WORDS]
        found: list[list[Way]] = []
        for place, word in enumerate(typed):
            last = place == len(typed) - 1
            known = self._begins(word)
            mended = [] if known and not known_too else self._mended(word, unfinished=last)
            found.append([(word,), *((one,) for one in mended), *self._split(word)])
            if len(typed) > 1 and not known and (last or not place) and _is_like_a_form(word):
                found[-1].append(())
        for place, (one, other) in enumerate(pairwise(typed)):
            if self._begins(one + other):
                joined: Way = (one + other,)
                found[place].append(joined)
                found[place + 1].append(joined)
        return found if any(len(ways) > 1 for ways in found) else []

    def _begins(self, word: str) -> bool:
        """Whether a word in use begins with this text."""
        at = bisect_left(self._words, word)
        return at < len(self._words) and self._words[at].startswith(word)

    def _is_word(self, word: str) -> bool:
        at = bisect_left(self._words, word)
        return at < len(self._words) and self._words[at] == word

    def _split(self, word: str) -> Sequence[Way]:
        """Return pairs of words in use where a space was left out or another key hit.

        The longest first words come first.
        """
        if self._begins(word):
            return []
        places = range(len(word) - 2, SHORTEST - 1, -1)
        pairs = ((word[:at], word[at + skipped :]) for at in places for skipped in (0, 1))
        return [pair for pair in pairs if self._is_word(pair[0]) and self._begins(pair[1])][:2]

    def _mended(self, word: str, *, unfinished: bool) -> list[str]:
        """Return the words in use that are similar to a word. An unfinished word is also compared with beginnings."""
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return []
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        most = 1 if len(word) < 7 else 2
        near: dict[str, tuple[float, int]] = {}
        for words in self._candidates(word, most, unfinished=unfinished and len(word) > SHORTEST):
            for one, distance, _ in extract(
                word, words, scorer=OSA.distance, score_cutoff=most, limit=3 * _MOST_MENDED
            ):
                if one != word:
                    near[one] = (distance, abs(len(one) - len(word)))
        return sorted(near, key=lambda one: (*near[one], one))[:_MOST_MENDED]

    def _candidates(self, word: str, most: int, *, unfinished: bool) -> Iterator[list[str]]:
        """Yield words in use of about the same length, and beginnings of words with one of the first letters."""
        sizes = range(len(word) - most, len(word) + most + 1)
        for at in range(0, len(self._words), _CHUNK):
            yield [one for one in self._words[at : at + _CHUNK] if len(one) in sizes]
        if unfinished:
            for letter in dict.fromkeys(word[:2]):
                same = self._words[bisect_left(self._words, letter) : bisect_left(self._words, letter + "\U0010ffff")]
                for size in sizes:
                    yield list({one[:size] for one in same if len(one) > size})


def _is_like_a_form(word: str) -> bool:
    """Whether a word may be a slip of a word that is dropped from names."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extractOne

    forms = [*TRAILING_FORMS, *LEADING_FORMS, *LINKS]
    return len(word) >= SHORTEST and extractOne(word, forms, scorer=OSA.distance, score_cutoff=1) is not None
