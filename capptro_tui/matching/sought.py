"""Turn a search text into the texts that must occur in a record's search text."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from capptro_tui.matching.spellings import joined_ways, spelled
from capptro_tui.text.normalise import Terms

Either: TypeAlias = tuple[str, ...]
"""Alternative spellings of one word; one of them must occur.

A space before or behind a spelling marks the beginning or end of a word.
"""

Sought: TypeAlias = tuple[Either, ...]
"""Words that must all occur."""


@lru_cache(maxsize=32)
def alternatives(terms: Terms) -> tuple[Sought, ...]:
    """Return the alternatives of a search. A hit satisfies one of them.

    An alternative that another one implies is left out. A text with an @ is an email, not words.
    """
    found = [*by_words(terms), *by_domain(terms)]
    for text in dict.fromkeys((terms.digits, terms.email, terms.reference)):
        if len(text) < 2 or any(len(one) == 1 and one[0][0].strip() in text for one in found):
            continue
        found = [one for one in found if not (len(one) == 1 and len(one[0]) == 1 and text in one[0][0])]
        found.append(((text if len(text) > 2 else f" {text}",),))
    return tuple(found)


@lru_cache(maxsize=32)
def by_words(terms: Terms) -> tuple[Sought, ...]:
    """Return the alternatives for the typed words: as typed, and joined."""
    if not terms.words or terms.email:
        return ()
    return tuple(tuple(map(spelled, words)) for words in (terms.words, *joined_ways(terms.words)))


def by_domain(terms: Terms) -> tuple[Sought, ...]:
    """Return the alternative for a typed email domain, together with the other typed words."""
    if not terms.domain:
        return ()
    return (((f"@{terms.domain}", terms.domain), *map(spelled, terms.beside)),)


def stands_in(text: str, wanted: tuple[Sought, ...]) -> bool:
    """Whether a search text, with a space before each word, satisfies one of the alternatives."""
    closed = f"{text} "
    return any(all(any(part in closed for part in either) for either in sought) for sought in wanted)
