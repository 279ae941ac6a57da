"""What must stand in a record's text so that a search finds it."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from capptro_tui.matching.spellings import joined_ways, spelled
from capptro_tui.text.normalise import Terms

Either: TypeAlias = tuple[str, ...]
"""Texts of which one must stand: one word and its other spellings. A space before or behind a text begins or ends a
word."""

Sought: TypeAlias = tuple[Either, ...]
"""What must all stand."""


@lru_cache(maxsize=32)
def alternatives(terms: Terms) -> tuple[Sought, ...]:
    """What a hit has one of. What another one implies is left out; what has an @ in it is an email, not words."""
    found = [*by_words(terms), *by_domain(terms)]
    for text in dict.fromkeys((terms.digits, terms.email, terms.reference)):
        if len(text) < 2 or any(len(one) == 1 and one[0][0].strip() in text for one in found):
            continue
        found = [one for one in found if not (len(one) == 1 and len(one[0]) == 1 and text in one[0][0])]
        found.append(((text if len(text) > 2 else f" {text}",),))
    return tuple(found)


@lru_cache(maxsize=32)
def by_words(terms: Terms) -> tuple[Sought, ...]:
    """The words of what was typed, as they were typed and joined."""
    if not terms.words or terms.email:
        return ()
    return tuple(tuple(map(spelled, words)) for words in (terms.words, *joined_ways(terms.words)))


def by_domain(terms: Terms) -> tuple[Sought, ...]:
    """The email domain that was typed, with what else was."""
    if not terms.domain:
        return ()
    return (((f"@{terms.domain}", terms.domain), *map(spelled, terms.beside)),)


def stands_in(text: str, wanted: tuple[Sought, ...]) -> bool:
    """Whether a text, a space before each word, has one of what is wanted in it."""
    closed = f"{text} "
    return any(all(any(part in closed for part in either) for either in sought) for sought in wanted)
