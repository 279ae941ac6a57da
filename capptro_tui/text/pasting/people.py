"""Names in a pasted text: the company, the person, what the person does; and the parts of a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from capptro_tui.text.legal_forms import LEADING_FORMS, TRAILING_FORMS
from capptro_tui.text.normalise import fold
from capptro_tui.text.pasting.proposal import ASIDE, NOTE, Piece, Proposal
from capptro_tui.text.pasting.words import COMPANY_ENDINGS, COMPANY_WORDS, PARTICLES, SALUTATIONS
from capptro_tui.text.patterns import pattern

_ROLE = pattern(
    r".*\b(?:manager(?:in)?|director|owner|partner|engineer|technician|assistant|secretary|accountant|head of|ceo|cfo"
    r"|cto|coo|president|founder|proprietor|receptionist|sales|administrator|supervisor|foreman|buyer|estimator|coordinator"
    r"|caretaker|landlord|surveyor|architect|consultant|adviser|advisor|officer|representative|bookkeeper|chairman|chair"
    r"|geschäfts(?:führ|leit)(?:er(?:in)?|ung)|inhaber(?:in)?|leiter(?:in)?|leitung|meister(?:in)?|\w+meister(?:in)?"
    r"|prokurist(?:in)?|sekretariat|sachbearbeiter(?:in)?|assistent(?:in)?|buchhaltung|einkauf|vertrieb|bauleiter(?:in)?"
    r"|directeur|directrice|gérante?|responsable|chargée?|assistante|comptable|président|secrétaire|commerciale?)\b.*",
    re.IGNORECASE,
)
_BEFORE_NAME = pattern(r"(?:i\.\s?[av]\.|ppa\.?|p\.?p\.|z\.\s?hd\.?(?:\s?v\.)?|attn\.?|fao)\s+(?=\w)", re.IGNORECASE)
"""On behalf of, and for the attention of."""

_DEGREES = pattern(r"[A-Z][\w.]{0,8}(?:[ ,]+[A-Z(][\w.()]{0,8}){0,4}")
_DIVIDERS = pattern(r",\s+|\s+[-\u2013\u2014/]\s+")
_OTHER_FORMS = pattern(r".*\b(?:e\.\s?[uk]\.?(?:fr\.|fm\.)?|sagl)", re.IGNORECASE)
"""Legal forms that are not taken off a name when two names are compared."""
_MOST_WORDS: Final = 5
_LONGEST_NAME: Final = 60
_NO_NAMES: Final = frozenset({"street", "road", "avenue", "boulevard", "strasse", "platz"})
"""Words in which streets end, and hardly ever the names of people."""

_FULL_WORD: Final = 4
"""Letters of the shortest word that a full stop shows to be the end of a sentence and no abbreviation."""


def take_names(pieces: list[Piece], found: list[Proposal]) -> None:
    """Propose company, person and role; the rest are notes. The first line that may be a person's name is one."""
    parts = [part for piece in pieces for part in _person_and_role(piece)]
    alone = _name_alone(parts, found)
    kinds = {one.field for one in found}
    for piece in parts:
        kind = "company" if piece is alone else _kind(piece, kinds)
        kinds.add(kind)
        found.append(piece.proposed(kind, _BEFORE_NAME.sub("", piece.text) if kind == "person" else ""))


def _name_alone(parts: list[Piece], found: list[Proposal]) -> Piece | None:
    """Return the first line above an address or a phone, if no line looks like a name; None else."""
    first = next((piece for piece in parts if piece.label != ASIDE), None)
    if first is None or not found or first.line > min(one.line for one in found):
        return None
    is_sentence = first.text[-1] in ".!?:" or len(first.text) > _LONGEST_NAME or first.text[0].islower()
    if first.label or is_sentence or any(_kind(piece, set()) in ("company", "person") for piece in parts):
        return None
    return first


def _kind(piece: Piece, taken: set[str]) -> str:
    """Return the field of a piece; `taken` are those that have a value."""
    if piece.label in (NOTE, ASIDE):
        return piece.label
    if piece.label == "company" or (piece.label == "person" and _may_be_named(piece.text)):
        return piece.label
    if is_company(piece.text):
        return "company" if "company" not in taken else NOTE
    if "role" not in taken and _ROLE.fullmatch(piece.text) and not piece.text.endswith("."):
        return "role"
    return "person" if "person" not in taken and _is_person(piece.text) else NOTE


def _may_be_named(text: str) -> bool:
    """Whether a text after a label such as `Contact:` is the name of a person."""
    return len(text) <= _LONGEST_NAME and not any(map(str.isdigit, text)) and not is_company(text)


def _person_and_role(piece: Piece) -> Iterator[Piece]:
    """Divide `Ann Example, Managing Director` and `Ann Example - Acme Ltd`. Other texts stay whole."""
    divider = _DIVIDERS.search(piece.text)
    if divider is not None and not piece.label:
        first, second = piece.text[: divider.start()], piece.text[divider.end() :]
        is_role = bool(_ROLE.fullmatch(second)) and not is_company(piece.text)
        is_of = is_company(second) and not is_company(first) and len(second.split()) > 1
        if _is_person(first) and (is_role or is_of):
            yield piece.part(first)
            yield piece.part(second)
            return
    yield piece


def _is_person(text: str) -> bool:
    """Whether a text looks like the name of a person: a few words, each with a capital letter."""
    name, comma, degrees = _BEFORE_NAME.sub("", text).partition(", ")
    if comma and not _DEGREES.fullmatch(degrees):
        return False
    words = name.split()
    if (
        not 2 <= len(words) <= _MOST_WORDS
        or len(text) > _LONGEST_NAME
        or fold(words[0]) == "the"
        or fold(words[-1]) in _NO_NAMES
    ):
        return False
    if any(not word[0].isalpha() or any(map(str.isdigit, word)) or word[-1] in ":!?;" for word in words):
        return False
    if any(word[0].islower() and word.lower().rstrip(".") not in PARTICLES for word in words):
        return False
    short = (word.lower().strip(".") for word in words if word.endswith("."))
    return all(len(word) < _FULL_WORD or "." in word or "-" in word or word in SALUTATIONS for word in short)


def is_company(text: str) -> bool:
    """Whether a text has a legal form, or a word that companies have in their names."""
    words = fold(text).split()
    if len(words) < 2 or len(text) > 2 * _LONGEST_NAME:
        return False
    ends = any("".join(words[at:]) in TRAILING_FORMS for at in range(1, len(words)))
    if ends or words[0] in LEADING_FORMS or _OTHER_FORMS.fullmatch(text):
        return True
    if text[-1] in ".!?" or len(words) > 8:
        return False
    has_word = COMPANY_WORDS & set(words) or any(len(word) > 6 and word.endswith(COMPANY_ENDINGS) for word in words)
    return not _ROLE.fullmatch(text) and (bool(has_word) or " & " in text or " + " in text)


def name_parts(person: str) -> dict[str, str]:
    """Return title, first and last name of a person, as far as the text has them.

    >>> name_parts("Dr Ada van der Berg")
    {'title': 'Dr', 'first_name': 'Ada', 'last_name': 'van der Berg'}
    """
    words = person.split()
    title = []
    while len(words) > 1 and words[0].lower().rstrip(".") in SALUTATIONS:
        title.append(words.pop(0))
    if len(words) > 1 and words[0].endswith(","):
        first, last = words[1:], [words[0].rstrip(",")]
    else:
        at = len(words) - 1
        if (comma := next((place for place, word in enumerate(words) if word.endswith(",")), 0)) > 0:
            at = comma  # degrees follow the name
        while at > 1 and words[at - 1].lower() in PARTICLES and words[at - 1][0].islower():
            at -= 1
        first, last = words[:at], words[at:]
    parts = {"title": " ".join(title), "first_name": " ".join(first), "last_name": " ".join(last)}
    return {name: text for name, text in parts.items() if text}
