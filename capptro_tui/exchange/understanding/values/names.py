"""Names of persons beside the names of customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.words import SALUTATIONS
from capptro_tui.text.legal_forms import TRAILING_FORMS
from capptro_tui.text.patterns import pattern

_WORD = pattern(r"[^\W_]+")
_MOST_WORDS = 5
_SURNAMES = frozenset(("vos",))
"""Legal forms that are surnames, too: the form is written with its dots, as in `Novák v.o.s.`."""

_PARTS_OF_NAME = ("first_name", "middle", "infix", "last_name")


def _words(text: str) -> list[str]:
    return [str(word) for word in _WORD.findall(fold_words(text))]


class CustomerNames(NamedTuple):
    """The names of a customer in a source.

    Attributes:
        name: the name of the customer.
        personal: the name of the person; "" if there is none.
        all: every name that stands in the source.
    """

    name: str
    personal: str
    all: tuple[str, ...]

    def is_person(self, text: str, person: Mapping[str, str]) -> bool:
        """Whether a text is the name of the person, with or without the title and the middle name."""
        if not self.personal:
            return False
        if text == self.personal:
            return True
        parts = {name: set(_words(person.get(name, ""))) for name in ("title", *_PARTS_OF_NAME)}
        needed = parts["first_name"] | parts["last_name"]
        said = set(_words(text))
        return (
            bool(needed)
            and needed <= said
            and said - needed <= parts["title"] | parts["middle"] | parts["infix"] | SALUTATIONS
        )

    def is_alike(self, text: str, company: str) -> bool:
        """Whether two names are of the same company: every word of the one is in the other, but for its form."""
        first, second = (set(_words(one)) - TRAILING_FORMS for one in (text, company))
        return bool(first & second) and (first <= second or second <= first)


def whole_name(person: Mapping[str, str]) -> str:
    """Return first, middle and last name."""
    return " ".join(text for name in _PARTS_OF_NAME if (text := person.get(name, "")))


def split_person(text: str) -> dict[str, str]:
    """Split the name of a person into title, first and last name; empty if it does not look like one.

    >>> split_person("Dr Ada Lovelace")
    {'title': 'Dr', 'first_name': 'Ada', 'last_name': 'Lovelace'}
    """
    words = text.split()
    title = []
    while len(words) > 1 and fold_words(words[0].strip(".")) in SALUTATIONS:
        title.append(words.pop(0))
    if not 1 <= len(words) <= _MOST_WORDS or any(map(str.isdigit, text)) or "@" in text:
        return {}
    if fold_words(words[-1].strip(".")) in TRAILING_FORMS - _SURNAMES and len(words) > 1:
        return {}
    if words[0].endswith(",") and len(words) > 1:
        words = [*words[1:], words[0].rstrip(",")]
    first, last = (" ".join(words[:-1]), words[-1]) if len(words) > 1 else ("", words[0])
    found = {"title": " ".join(title), "first_name": first, "last_name": last}
    return {name: part for name, part in found.items() if part}
