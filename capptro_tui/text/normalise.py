"""Normal forms in which names, numbers, addresses and searches are compared and stored.

Every function here is pure, takes any string (control characters and lone surrogates included), never raises and
returns text that can be encoded and stored. Applying a function to its own result changes nothing, except that
`phone_key` needs a ``+`` before its result to read it again. Importing this module loads no library: `phonenumbers` and
`email_validator` come with the first number or address that needs them.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, decimal, normalize

from capptro_tui.text.emails import addresses
from capptro_tui.text.legal_forms import (
    LEADING_FORMS,
    LINKS,
    STREET_ENDINGS,
    STREET_WORDS,
    TRAILING_FORMS,
    UNSPACED_FORMS,
)
from capptro_tui.text.patterns import pattern
from capptro_tui.text.phones import digits, national_digits, phone_key, without_extension

__all__ = [
    "Terms",
    "digits",
    "email_key",
    "email_words",
    "fold",
    "name_compact",
    "name_key",
    "name_norm",
    "national_digits",
    "phone_key",
    "postcode_key",
    "reference_key",
    "search_terms",
    "street_key",
]

# --- text -------------------------------------------------------------------------------------------------------

_APOSTROPHES = (
    "'`\u00b4\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u2018\u2019\u201b\u2032\u055a\u05f3\u05f4\ua78b\ua78c\uff07"
)
# Letters that Unicode does not decompose, after casefolding, and what people type when their keyboard lacks them.
_LETTERS = {
    "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "ħ": "h", "ŋ": "n",
    "ŧ": "t", "ƒ": "f", "ĸ": "k", "ə": "e", "ɓ": "b", "ɖ": "d", "ɗ": "d", "ƙ": "k", "ɛ": "e", "ɔ": "o", "ƴ": "y",
    "ɨ": "i",
    # Arabic letters that differ by keyboard only: alef wasla, alef maksura, Persian yeh and kaf.
    "\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643",
}  # fmt: skip
# Marks that may be left out when writing: accents, Hebrew points, Arabic vowels, variation selectors. The marks of
# other scripts (kana voicing, Indic and Thai vowels, …) are letters in all but name and stay.
_OPTIONAL_MARKS = (
    (0x0300, 0x0344), (0x0346, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x0652),
    (0x0656, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x08D3, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF),
)  # fmt: skip
_INVISIBLE_LETTERS = "\u115f\u1160\u3164\uffa0"
# Hiragana is written as katakana: people write a name in either.
_KANA = {chr(code): chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_BEFORE = {**dict.fromkeys(map(ord, _APOSTROPHES), ""), **dict.fromkeys(map(ord, "\u2122\u2120"), " ")}
# Signs within a word: the quotation mark of a Hebrew abbreviation, the raised dot of a Catalan double l.
_WITHIN_A_WORD = pattern('(?<=[\u05d0-\u05ea])["\u201d](?=[\u05d0-\u05ea])|(?<=[lL])\u00b7(?=[lL])')
_ALEF_WITH_HAMZA = pattern("\u0627[\u0653-\u0655]+")


def _folded(char: str) -> str:
    """Return a decomposed character in plain form: its letters or digits, " " for a separator, "" to drop it."""
    if char in _APOSTROPHES or char in _INVISIBLE_LETTERS:
        return ""
    if char in "&+":
        return " and "
    kind = category(char)
    if kind[0] == "M":
        return "" if any(first <= ord(char) <= last for first, last in _OPTIONAL_MARKS) else char.casefold()
    if kind == "Nd":
        return str(decimal(char))
    if kind[0] in "LN":
        return "".join(_LETTERS.get(letter, letter) for letter in _KANA.get(char, char).casefold())
    return "" if kind == "Cf" else " "


class _Folding(dict[int, str]):
    """A translation table that computes the entry of a character when it is first looked up."""

    def __missing__(self, codepoint: int) -> str:
        self[codepoint] = result = _folded(chr(codepoint))
        return result


_ASCII = {codepoint: _folded(chr(codepoint)) for codepoint in range(128)}
_ASCII_DOTS = {**_ASCII, ord("."): "."}
_ALL = _Folding()
_ALL_DOTS = _Folding({ord("."): "."})


def _plain(text: str, dots: bool) -> str:
    """Return a text in plain letters, with its spaces not yet collapsed.

    Args:
        text: any text.
        dots: keep full stops.
    """
    if text.isascii():
        return text.translate(_ASCII_DOTS if dots else _ASCII)
    text = _WITHIN_A_WORD.sub("", normalize("NFKD", text.translate(_BEFORE)))
    text = text.translate(_ALL_DOTS if dots else _ALL)
    return normalize("NFC", _ALEF_WITH_HAMZA.sub("\u0627", text))


def fold(text: str) -> str:
    """Return the searchable form of a text: lower case, no accents, `&` as *and*, words separated by one space.

    Apostrophes vanish and other punctuation separates words. Hiragana becomes katakana. Marks that belong to a letter
    (kana voicing, Indic vowels) stay. Text without a letter or digit gives "".

    >>> fold("  O'Brien & Søn, Århus ")
    'obrien and son arhus'
    """
    return " ".join(_plain(text, dots=False).split())


# --- names ------------------------------------------------------------------------------------------------------

_INITIALS = pattern(r"(?<![^\W_])[^\W\d_](?:\.\s*[^\W\d_](?![^\W_]))+")
_LONGEST_FORM = 6


def name_norm(text: str) -> str:
    """Return the form in which two spellings of one name are equal: `fold`, without words that do not tell names apart.

    Dotted initials are joined (J.R. → jr); *the*, *and* and legal forms (Ltd, GmbH & Co. KG, 株式会社) are dropped as
    long as a word is left. A name of signs only stays as it is, casefolded: the result is "" only if the name has no
    visible character.

    >>> name_norm("The J.R. Smith & Sons Pty. Ltd.")
    'jr smith sons'
    """
    plain = _plain(text, dots=True)
    if "." in plain:
        plain = _INITIALS.sub(lambda match: "".join(filter(str.isalpha, match[0])), plain).replace(".", " ")
    words = plain.split()
    return " ".join(_without_forms(words)) if words else _signs(text)


def name_key(norm: str) -> str:
    """Return the words of a normalised name in alphabetical order, so that word order does not matter."""
    return " ".join(sorted(norm.split()))


def name_compact(norm: str) -> str:
    """Return a normalised name without its spaces, so that spacing does not matter."""
    return norm.replace(" ", "")


def _signs(text: str) -> str:
    """Return a text of signs only, casefolded, without characters that are invisible or cannot be stored."""
    kept = "".join("\ufffd" if kind == "Cs" else char for char in text if (kind := category(char)) not in ("Cc", "Cf"))
    return " ".join(kept.casefold().split())


def _without_forms(words: list[str]) -> list[str]:
    """Remove articles and legal forms from the words of a name. At least one word is left."""
    while True:
        kept = words[: len(words) - _trailing_form(words)]
        if len(kept) > 1 and kept[0] in LEADING_FORMS:
            del kept[0]
        if not LINKS.isdisjoint(kept):
            kept = [word for word in kept if word not in LINKS] or kept
        if not (kept[0].isascii() and kept[-1].isascii()):
            kept = _without_unspaced(kept)
        if kept == words:
            return words
        words = kept


def _trailing_form(words: list[str]) -> int:
    """Return the number of words at the end that are a legal form. The first word of a name never is one."""
    joined = ""
    longest = 0
    for length, word in enumerate(words[:0:-1][:_LONGEST_FORM], start=1):
        joined = word + joined
        if joined in TRAILING_FORMS:
            longest = length
    return longest


def _without_unspaced(words: list[str]) -> list[str]:
    """Remove legal forms that touch the name, in languages written without spaces."""
    first, last = words[0], words[-1]
    for form in UNSPACED_FORMS:
        if len(words) == 1:
            first = last = first.removeprefix(form).removesuffix(form) or first
        else:
            first, last = first.removeprefix(form) or first, last.removesuffix(form) or last
    return [first] if len(words) == 1 else [first, *words[1:-1], last]


# --- numbers, addresses -------------------------------------------------------------------------------------------

_LONGEST_EMAIL = 320
# Separators in references: spaces, dashes, dots, slashes, and invisible characters.
_SEPARATORS = pattern(
    "[\\s\\-/._\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u2212\ufeff]+"
)
_UNSTORABLE = pattern("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    """Replace NUL and lone surrogates, which a database cannot hold, by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def email_key(text: str) -> str:
    """Return the form in which two email addresses are equal: lower case, an international domain in its own letters.

    Nothing is looked up in the network. `Name <address>` gives the address; of several addresses the first counts. An
    invalid address is only casefolded and stripped.
    """
    text = text.strip()
    if not text.isascii() or any(sign in text for sign in "<,;: "):
        with suppress(ValueError):
            text = addresses(text)[0]
    if "@" in text and len(text) <= _LONGEST_EMAIL and (not text.isascii() or "xn--" in text.lower()):
        from email_validator import EmailNotValidError, validate_email

        with suppress(EmailNotValidError, ValueError):
            text = validate_email(text, check_deliverability=False).normalized
    return _storable(normalize("NFC", text.casefold()))


def email_words(key: str) -> str:
    """Return the search words of an email address in its `email_key` form: itself, its domain from the @ on, its words.

    The last label (com, example) is no word: half of all addresses have the same one. A domain with accents is also
    found without them.

    >>> email_words("jo.ward@acme.example")
    'jo.ward@acme.example @acme.example jo ward acme'
    """
    local, at, domain = key.rpartition("@")
    words = fold(f"{local} {domain.rpartition('.')[0]}") if at else fold(key)
    plain = "" if not at or domain.isascii() else at + _plain_domain(domain)
    return " ".join(dict.fromkeys(filter(None, [key, at + domain, words, plain])))


def _plain_domain(domain: str) -> str:
    """Return a domain in letters without accents."""
    return ".".join("-".join(fold(part).replace(" ", "") for part in label.split("-")) for label in domain.split("."))


def reference_key(text: str) -> str:
    """Return the form in which two references are equal: casefolded, without spaces and the signs - / . _ in them.

    References are account numbers and external ids. Leading zeros count: 00731 is not 731.
    """
    text = _SEPARATORS.sub("", normalize("NFKC", text).casefold())
    return _storable(normalize("NFKC", text))


def street_key(text: str) -> str:
    """Return the form in which two streets are equal: `fold`, with usual words abbreviated (street → st).

    Endings of words count, too: straße → str.
    """
    words = (STREET_WORDS.get(word, word) for word in fold(text).split())
    return " ".join(_with_short_ending(word) for word in words if word)


def _with_short_ending(word: str) -> str:
    for ending, short in STREET_ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + short
    return word


def postcode_key(text: str) -> str:
    """Return the form in which two postcodes are equal: `fold` without spaces (SW1A 1AA → sw1a1aa)."""
    # fold again: characters that a space separated may now combine to one letter
    return fold(fold(text).replace(" ", ""))


# --- searches ---------------------------------------------------------------------------------------------------

_MOST_WORDS = 8
_LONGEST_WORD = 64
_FEWEST_DIGITS = 3
_LONGEST_SEARCH = 200
_CONTROLS = pattern("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u180e]")
_DOMAIN = pattern(r"(?:https?://)?(?:www\.)?((?:[\w-]{1,63}\.)+[^\W\d_]{1,63})\.?(?:[/:?#].*)?")
_NUMBER = pattern(r"([a-z])[-# ]?0*([0-9]{1,15})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """A parsed search text, in the forms in which records store what may match it.

    All are alternatives: a record is a hit if its text has all `words` (unless an `email` is sought), or the `domain`
    and all words `beside` it, its `name_norm` starts with `name`, its phone digits contain `digits`, its email contains
    `email`, or its number is `number`.

    Attributes:
        words: folded words, at most eight of at most 64 letters; without *the* and *and* unless that is all.
        name: `name_norm` of the text, "" if it is empty.
        digits: at least three digits of a phone number, without `+` or leading zeros; else "".
        email: the part with an `@`, casefolded; else "".
        number: record letter and id (C-42, c42, C-000042), else None. The letter may be unknown.
        reference: `reference_key` of the text: a possible account number or external id; "" if it is empty.
        domain: the first part that looks like an email domain, without `www.` and the rest of a link; else "".
        beside: the folded words without the domain.
    """

    words: tuple[str, ...] = ()
    name: str = ""
    digits: str = ""
    email: str = ""
    number: tuple[str, int] | None = None
    reference: str = ""
    domain: str = ""
    beside: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words or self.name or self.reference)


@lru_cache(maxsize=64)
def search_terms(text: str, limit: int = _LONGEST_SEARCH) -> Terms:
    """Parse a search text.

    Args:
        text: the text as typed.
        limit: number of characters that count, so that a pasted page is harmless.
    """
    text = _CONTROLS.sub("", text[:limit]).strip()
    folded = [word[:_LONGEST_WORD] for word in fold(text).split()]
    words = [word for word in folded if word not in LINKS] or folded
    number = _NUMBER.fullmatch(text)
    domain, beside = _domain(text)
    return Terms(
        words=tuple(words[:_MOST_WORDS]),
        name=name_norm(text),
        digits=_phone_digits(text),
        email=next((_storable(part.casefold()) for part in text.split() if "@" in part), ""),
        number=(number[1].upper(), int(number[2])) if number else None,
        reference=reference_key(text),
        domain=domain,
        beside=beside,
    )


def _domain(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the first domain in a text, and the folded words of the rest."""
    parts = text.casefold().split()
    for place, part in enumerate(parts):
        found = _DOMAIN.fullmatch(part) if "." in part and "@" not in part else None
        if found and any(len(label) > 1 for label in found[1].split(".")):  # not initials: J.R
            rest = fold(" ".join(parts[:place] + parts[place + 1 :])).split()
            return _storable(normalize("NFC", found[1])), tuple(word[:_LONGEST_WORD] for word in rest[:_MOST_WORDS])
    return "", ()


def _phone_digits(text: str) -> str:
    """Return the digits of a text that looks like part of a phone number, as they stand in its E.164 form; else ""."""
    if "@" in text:
        return ""
    text = without_extension(text)
    found = digits(text.replace("(0)", "")).lstrip("0")
    letters = sum(map(str.isalpha, text))
    return found if len(found) >= max(_FEWEST_DIGITS, 2 * letters) else ""
