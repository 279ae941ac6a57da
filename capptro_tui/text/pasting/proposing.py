"""A signature or address block that was pasted: propose the field of a record that each piece of it belongs to.

Nothing is taken by this: every proposal says the line it came from, and people take or leave it. A line that fits no
field is proposed as a note or an aside, so that all that was pasted is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from capptro_tui.text.emails import is_strict
from capptro_tui.text.normalise import fold
from capptro_tui.text.pasting.cards import card_proposals, is_card
from capptro_tui.text.pasting.lines import looked_at, pieces_of
from capptro_tui.text.pasting.people import take_names
from capptro_tui.text.pasting.places import take_address
from capptro_tui.text.pasting.proposal import ASIDE, NOTE, Piece, Proposal
from capptro_tui.text.pasting.words import PHONES
from capptro_tui.text.patterns import pattern
from capptro_tui.text.phone_shape import is_phone

_BARE_DOMAIN = pattern(r"(?:[\w-]+\.)+(?:com|net|org|biz|info|example|co\.\w\w|[a-z]{2})(?:/\S*)?")
_BETWEEN_PHONES = pattern(r"\s+/\s+|\s*[;,]\s*|\s+(?:or|and|oder|und|ou|et)\s+", re.IGNORECASE)
_FEWEST_LABELLED, _FEWEST_DIGITS = 3, 7
"""Digits of the shortest phone number with a label such as `Tel:`, and without one."""


def proposals(text: str) -> list[Proposal]:
    """Return the proposals for a text, in the order of its lines. Equal ones are one.

    Args:
        text: several lines, or the cells of a table. Of a long text the first lines are looked at (`looked_at`).
    """
    lines, _ = looked_at(text)
    found: list[Proposal] = []
    if is_card(text):
        found += card_proposals(lines)
    else:
        rest: list[Piece] = []
        for piece in (each for number, line in lines for each in pieces_of(number, line)):
            reached = _reach(piece)
            found += reached
            rest += [] if reached else [piece]
        take_names(take_address(rest, found), found)
    return list(_different(sorted(found, key=lambda one: one.line)))


def _different(found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the proposals without those that say the same once more, such as the link behind an address."""
    seen = set()
    for one in found:
        text = fold(one.value.removeprefix("https://").removeprefix("http://").removeprefix("www."))
        key = (one.field, text if one.field not in (NOTE, ASIDE) else one.line, text)
        if key not in seen:
            seen.add(key)
            yield one


def _reach(piece: Piece) -> list[Proposal]:
    """Return the proposals of a piece that is an e-mail, a web address or phone numbers; none for other texts."""
    text = piece.text
    if piece.label in (NOTE, ASIDE):
        return []
    if piece.label == "email" or "@" in text:
        return [piece.proposed("email")] if is_strict(text) else []
    if piece.label == "website" or _BARE_DOMAIN.fullmatch(text):
        return [piece.proposed("website")] if "." in text and " " not in text else []
    is_labelled = piece.label in PHONES
    if not is_phone(text) or _digits(text) < (_FEWEST_LABELLED if is_labelled else _FEWEST_DIGITS):
        return []
    numbers = _BETWEEN_PHONES.split(text)
    if any(_digits(number) < _FEWEST_DIGITS or not is_phone(number) for number in numbers):
        numbers = [text]
    return [piece.proposed(piece.label if is_labelled else "phone", number) for number in numbers]


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
