"""Decide whether two contacts are one person. In doubt they are two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from capptro_tui.text.normalise import email_key, fold, phone_key

_FULL_WORD = 5
"""Least letters of a word in which one slip is forgiven: Ann and Dan are two people."""


def same_person(one: Mapping[str, Any], other: Mapping[str, Any], region: str) -> bool:
    """Whether two contacts of one customer are the same person, from their names, phone and email.

    Contacts with equal names are the same unless their phones or emails differ. Contacts with names that only fit each
    other (`B. Smith`, `Bea`) need an equal phone or email as well.

    Args:
        one: columns of a contact: `first_name`, `last_name`, `phone`, `email`.
        other: the same of the other contact.
        region: two-letter country of phones without a country code.
    """
    phones = phone_key(one["phone"], region), phone_key(other["phone"], region)
    emails = email_key(one["email"]), email_key(other["email"])
    if any(a and b and a != b for a, b in (phones, emails)):
        return False
    mine, theirs = _words(one), _words(other)
    if sorted(mine) == sorted(theirs):
        return True
    return any(a and a == b for a, b in (phones, emails)) and _fit(mine, theirs)


def _words(contact: Mapping[str, Any]) -> list[str]:
    return fold(f"{contact['first_name']} {contact['last_name']}").split()


def _fit(one: list[str], other: list[str]) -> bool:
    """Whether every word of the shorter name has its own counterpart in the longer one. Equal words match first."""
    mine, theirs = Counter(one), Counter(other)
    fewer, more = sorted((sorted((mine - theirs).elements()), sorted((theirs - mine).elements())), key=_by_length)
    for word in fewer:
        counterpart = next((each for each in more if _counterparts(word, each)), None)
        if counterpart is None:
            return False
        more.remove(counterpart)
    return bool(one and other)


def _by_length(words: list[str]) -> tuple[int, list[str]]:
    return len(words), words


def _counterparts(word: str, other: str) -> bool:
    """Whether words are equal, one is the initial of the other, or one slip apart after the same first letter."""
    if word == other:
        return True
    if word[0] != other[0]:
        return False
    if len(word) == 1 or len(other) == 1:
        return True
    from rapidfuzz.distance import OSA

    return min(len(word), len(other)) >= _FULL_WORD and OSA.distance(word, other, score_cutoff=1) == 1
