"""The lines of a pasted text that are looked at, and their pieces: what stands between labels, separators and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from capptro_tui.text.normalise import fold
from capptro_tui.text.pasting.proposal import ASIDE, NOTE, Piece
from capptro_tui.text.pasting.words import FIELD_OF, HEADINGS, PHONES
from capptro_tui.text.patterns import pattern

MOST_LINES: Final = 60
MOST_CHARACTERS: Final = 5000
_LONGEST: Final = 200
"""Characters of the longest line that is taken apart. A longer one is prose."""

_SEVERAL = pattern(r"\S[^\S\r\n\t]*[\r\n\t]\s*\S")
_EMAIL = pattern(r"(?:mailto:)?<?([^\s<>()\[\],;:|]+@[^\s<>()\[\],;:|]+\.[^\s<>()\[\],;:|]*\w)>?", re.IGNORECASE)
_WEB = pattern(r"<?(?:https?://|www\.)[^\s<>|,;]*[\w/]>?", re.IGNORECASE)
_SOCIAL = pattern(
    r".*\b(?:facebook|linkedin|instagram|twitter|tiktok|youtube|xing|x|pinterest|g\.page|goo\.gl|maps\.\w+)"
    r"\.?(?:com|de|co|be)?/.*",
    re.IGNORECASE,
)


def _any_of(labels: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, labels), key=len, reverse=True))


_LABEL = pattern(
    rf"(?<![\w-])(?:(?P<named>{_any_of(FIELD_OF)})\s*(?:\([^)\d]*\)\s*)?\.?\s*:(?!//)"
    rf"|(?P<dialled>{_any_of(word for word, field in FIELD_OF.items() if field in PHONES)})(?!\w)\s*(?:\([^)\d]*\))?\.?"
    r"(?=\s*\+?[\d(][\d ()/.-]{6,}))\s*",
    re.IGNORECASE,
)
"""A label before a colon, or one of a phone before a number."""

_BREAKS = pattern("\\s*[|•·‣▪⋅]\\s*|\\t+|\\s{3,}|\\s*[☎☏✆📞📱📠✉📧📩🌐🏠📍]\ufe0f?\\s*")
_CLOSING = pattern(
    r"(?:kind|best|warm|warmest|many|with)?\s*(?:kind |best |warm |many )?(?:regards|wishes|thanks|cheers)"
    r"|sent from my .*|von meinem .* gesendet|envoyé de(?:puis)? mon .*|get outlook for .*"
    r"|(?:dear|hello|hi|hallo|liebe[rs]?|sehr geehrte[rs]?|bonjour|guten (?:tag|morgen))\b.{0,40}[,!]"
    r"|je vous prie d.agréer.*|veuillez agréer.*|mit (?:freundlichen|besten|herzlichen|lieben) grü(?:ß|ss)en.*",
    re.IGNORECASE,
)
_HEADER = pattern(
    r"(?:sent|date|to|cc|bcc|subject|reply-to|importance|attachments|gesendet|datum|an|betreff|kopie|envoyé|à|objet"
    r"|copie|pièces jointes)\s*:.*|-+\s*(?:original message|ursprüngliche nachricht|message d.origine|forwarded message"
    r"|weitergeleitete nachricht).*|(?:on|am|le) .*\b(?:wrote|schrieb|a écrit)\b.*",
    re.IGNORECASE,
)
_DISCLAIMER = pattern(
    r".*(?:confidential|intended (?:only|solely|for)|disclaimer|unsubscribe|before printing|vertraulich|confidentiel"
    r"|all rights reserved|alle rechte vorbehalten|tous droits réservés|\u00a9|cookie|privacy policy|datenschutz).*",
    re.IGNORECASE,
)
_REGISTERED = pattern(
    r"(?:registered|reg\.? (?:no|office|in)|company (?:no|number|reg)|vat\b|gst\b|tax id|ein\b|abn\b|ust\.?-?id|uid\b"
    r"|umsatzsteuer|steuer(?:nummer|-?nr)|handelsregister|registergericht|amtsgericht|hr[ab]\b|firmenbuch|fn \d|atu\d"
    r"|sitz der gesellschaft|siret|siren|rcs\b|r\.c\.s|tva\b|n° ?tva|ape\b|naf\b|capital|au capital|sarl au|che-\d"
    r"|mwst|kvk|btw"
    r"|iban|bic\b|swift|sort code|account (?:no|number)|konto|blz|bank\b|lic(?:ense|ence)?\.? ?(?:no|#)).*",
    re.IGNORECASE,
)


def looked_at(text: str) -> tuple[list[tuple[int, str]], int]:
    """Return the lines of a text that are looked at, each with its number from 1, and how many others it has.

    Empty lines and lines of signs are in neither. The first ones are looked at, up to MOST_LINES and MOST_CHARACTERS.
    """
    kept: list[tuple[int, str]] = []
    others, room = 0, MOST_CHARACTERS
    for number, line in enumerate(text.splitlines(), 1):
        if len(kept) == MOST_LINES or len(line) > room:
            others += bool(line.strip())
            room = 0  # what follows a line without room is left out, too
        elif any(map(str.isalnum, line)):
            kept.append((number, line.strip()))
            room -= len(line)
    return kept, others


def is_several(text: str) -> bool:
    """Whether a text has several lines, or cells of a table."""
    return bool(_SEVERAL.search(text))


def pieces_of(number: int, line: str) -> Iterator[Piece]:
    """Yield the pieces of a line: what stands between labels and separators, and each e-mail or web address alone."""
    found, text = [], line.lstrip("> ")
    if known := _known(text):
        found.append(Piece(text, number, line, known))
    else:
        for part in _BREAKS.split(text):
            found += _between_labels(part, number, line)
    # A label that stands alone is shown as well.
    yield from found or [Piece(line, number, line, ASIDE)]


def _known(line: str) -> str:
    """Return whether a line is an aside or a note as a whole; "" if neither."""
    text = line.rstrip(" ,.!:")
    is_aside = len(line) > _LONGEST or _CLOSING.fullmatch(text) or _CLOSING.fullmatch(line) or _HEADER.fullmatch(line)
    if is_aside or _DISCLAIMER.fullmatch(line) or fold(line) in HEADINGS:
        return ASIDE
    return NOTE if _REGISTERED.match(line) else ""


def _between_labels(part: str, number: int, source: str) -> Iterator[Piece]:
    label, said, start = "", "", 0
    for mark in (*_LABEL.finditer(part), None):
        for piece in _without_links(part[start : mark.start() if mark else len(part)], number, source):
            piece.label, piece.said = piece.label or label, said
            yield piece
        if mark:
            label, said, start = FIELD_OF[(mark["named"] or mark["dialled"]).lower()], mark[0], mark.end()


def _without_links(text: str, number: int, source: str) -> Iterator[Piece]:
    """Yield the e-mail and web addresses of a text, and what is left of it."""
    for field, shape in (("email", _EMAIL), ("website", _WEB)):
        for link in shape.finditer(text):
            found = link[1] if field == "email" else link[0].strip("<>")
            yield Piece(found, number, source, NOTE if field == "website" and _SOCIAL.fullmatch(found) else field)
        text = shape.sub(" ", text)
    text = " ".join(text.split()).strip(" ,;\u2013\u2014<>/-\"'").removesuffix(" ()")
    if any(map(str.isalnum, text)):
        is_aside = fold(text) in HEADINGS or _CLOSING.fullmatch(text.rstrip(",.!"))
        is_note = " " not in text and _SOCIAL.fullmatch(text)
        yield Piece(text, number, source, ASIDE if is_aside else NOTE if is_note else "")
