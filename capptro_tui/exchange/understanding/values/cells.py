"""Cells: guards of spreadsheets, values that are none, several values in one cell."""

from __future__ import annotations

from html import unescape
from typing import NamedTuple

from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.words import NO_VALUES, PHONE_KINDS
from capptro_tui.text import emails
from capptro_tui.text.patterns import pattern
from capptro_tui.text.phone_shape import SEVERAL, is_phone

GUARD = "a spreadsheet's guard is taken off"
LOST_DIGITS = "scientific notation: digits are lost"

_QUOTED = pattern(r'^="(.*)"$')
_APOSTROPHE = pattern(r"^'(?=[+=@\-\d(])")
_SCIENTIFIC = pattern(r"^[+-]?\d(?:[.,]\d+)?[Ee]\+?\d+$")
_FLOAT = pattern(r"^(\d{2,})[.,]0$")
_TAG = pattern(r"</?(?:p|br|div|span|ul|ol|li|b|i|u|strong|em|a|h\d|table|tr|td)\b[^<>]*>", 2)
_BREAK = pattern(r"\s*<(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]*>\s*", 2)
_SEPARATOR = pattern(r"\s*(?::::|[;|\n])\s*|(?<=\d)\s+(?:or|and|oder|und|ou|et|of|en|o|y|e)\s+(?=[+(\d])", 2)
_LABEL = pattern(r"(?:^|(?<=[\s,;|]))([^\W\d_][^\d:;|\n]{0,24}?)\s*:\s*(?=[+(\d])")
_LEADING_LABEL = pattern(r"^([^\W\d_]{1,12})[.:]*\s+(?=[+(\d])")
_LABELLED_EMAIL = pattern(r"(?:[^\W\d_][\w-]{0,12}[.:]*\s*)?")
_NAME_AND_PHONE = pattern(r"^(?P<name>\D*[^\W\d_]\D*?)\s*[:;,\u2013\u2014-]?\s+(?P<phone>[+(]?\d[\d ()./-]{6,30})$")
_ORDINARY_EMAIL = pattern(r"[^\s@<>,;:|()\"']+@[^\s@<>,;:|()\"']+\.[^\s@<>,;:|()\"'.]+")
_EMAIL_SEPARATOR = pattern(r"\s*(?::::|[,;|\n])\s*|\s+(?=\S+@)")
_ORDINARY_PHONE = pattern(r"\+?[\d ()./-]{5,30}")
_FEWEST_DIGITS = 6
_LONGEST = 2000
"""Characters of the longest cell that is looked through for numbers and addresses."""

_KIND_OF_WORD = {word: kind for kind, words in PHONE_KINDS.items() for word in words.split()}


class Number(NamedTuple):
    """A phone number in a cell.

    Attributes:
        text: the number as it is written.
        kind: main, work, mobile, home, fax, other or alt; "" if the cell does not say.
        label: the label before it in the cell; "" if there is none.
        valid: whether it is a number at all.
    """

    text: str
    kind: str = ""
    label: str = ""
    valid: bool = True


def without_guard(text: str) -> str:
    """Return a text without `="…"` around it, or the apostrophe before a sign or digit, of a spreadsheet."""
    if text[:1] == "=" and (quoted := _QUOTED.match(text)):
        return quoted[1].replace('""', '"')
    return text[1:] if text[:1] == "'" and _APOSTROPHE.match(text) else text


def is_no_value(text: str) -> bool:
    """Whether a text is written by programs where there is no value: `0/0/00`, `#N/A`."""
    return text in NO_VALUES


def is_scientific(text: str) -> bool:
    """Whether a number is written with an exponent, so that digits of it are lost: `6.09555E+09`."""
    return _SCIENTIFIC.match(text) is not None


def without_fraction(text: str) -> str:
    """Return the digits of an identifier that a program has made a number with a fraction: `7700900142.0`."""
    found = _FLOAT.match(text)
    return found[1] if found else text


def plain_of_html(text: str) -> str:
    """Return a text without the tags of a web page; a paragraph and a `<br>` end a line."""
    if "<" not in text or not _TAG.search(text):
        return text
    lines = _TAG.sub("", _BREAK.sub("\n", text)).split("\n")
    return unescape("\n".join(line.strip() for line in lines if line.strip()))


def kind_of(label: str) -> str:
    """Return the kind of a number by the words of its label; "" if they tell none."""
    words = fold_words(label.replace("-", " ")).split()
    kinds = {_KIND_OF_WORD[word.strip("*:.()")] for word in words if word.strip("*:.()") in _KIND_OF_WORD}
    for kind in ("fax", "mobile", "home", "work", "main", "other"):
        if kind in kinds:
            return kind
    return ""


def name_and_phone(text: str) -> tuple[str, str] | None:
    """Return the name and the number of a text that has both, as lists from a telephone do: `Jo Fox: 01632 960111`."""
    found = _NAME_AND_PHONE.match(text)
    return (found["name"].strip(), found["phone"].strip()) if found and is_phone(found["phone"]) else None


def read_phones(cell: str) -> list[Number]:
    """Return the numbers of a cell: `Phone: … Mobile: …`, `… ; …`; a text that is none is marked so."""
    if len(cell) > _LONGEST:
        return [Number(cell, valid=False)]
    if _ORDINARY_PHONE.fullmatch(cell) and "/" not in cell:
        return [Number(cell.strip())]
    labels = list(_LABEL.finditer(cell))
    if not labels:
        return [_number(part, "", "") for part in _parts(cell)]
    found = [_number(part, "", "") for part in _parts(cell[: labels[0].start()])]
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(cell)
        found += [_number(part, kind_of(label[1]), label[1].strip()) for part in _parts(cell[label.end() : end])]
    return found


def _number(text: str, kind: str, label: str) -> Number:
    if not label and (said := _LEADING_LABEL.match(text)) and (named := kind_of(said[1])):
        text, kind, label = text[said.end() :], kind or named, said[1]
    valid = (is_phone(text) or (bool(label) and any(map(str.isdigit, text)))) and not is_scientific(text)
    return Number(
        text, kind or (kind_of(text) if not text.isascii() or any(map(str.isalpha, text)) else ""), label, valid
    )


def _parts(text: str) -> list[str]:
    found: list[str] = []
    for part in _SEPARATOR.split(text):
        several = [one.strip() for one in SEVERAL.split(part)]
        is_several = len(several) > 1 and all(sum(map(str.isdigit, one)) >= _FEWEST_DIGITS for one in several)
        found += several if is_several else [part.strip(" ,/")]
    return [part for part in found if part]


def find_emails(text: str) -> list[str]:
    """Return the e-mail addresses of a text with nothing else but a label before each: `Mail: a@b.example`."""
    found = [str(one) for one in _ORDINARY_EMAIL.findall(text[:_LONGEST])]
    rest = text
    for one in found:
        rest = rest.replace(one, "", 1)
    return found if found and _LABELLED_EMAIL.fullmatch(rest.strip(" ,;")) else []


def read_emails(cell: str) -> tuple[list[str], list[str]]:
    """Return the addresses of a cell, and its other texts."""
    if len(cell) > _LONGEST:
        return [], [cell]
    if _ORDINARY_EMAIL.fullmatch(cell):
        return [cell], []
    try:
        return emails.addresses(cell.replace(":::", ",").replace("\n", ",")), []
    except ValueError:
        pass
    good: list[str] = []
    bad: list[str] = []
    for part in filter(None, _EMAIL_SEPARATOR.split(cell.strip())):
        try:
            good += emails.addresses(part)
        except ValueError:
            bad.append(part)
    return good, bad
