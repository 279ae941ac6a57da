"""Phone numbers in the one form in which they are compared.

The `phonenumbers` library is loaded with the first number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import decimal

from capptro_tui.text.patterns import pattern
from capptro_tui.text.phone_shape import EXTENSION, SEVERAL, plain

_PLAIN = pattern(r"\+?[0-9 ()./-]+")
_MISREAD = pattern(r"\b(?:opt|dw|app)", re.IGNORECASE)
"""Words before an extension whose letters `phonenumbers` would take for digits."""

_FEWEST_DIGITS = 3
_FEWEST_OF_A_NUMBER = 6
_LONGEST_PHONE = 100
_MOST_NUMBERS = 4


def digits(text: str) -> str:
    """Return the decimal digits of a text, of any script, as 0 to 9."""
    if text.isascii():
        return "".join(filter(str.isdigit, text))
    return "".join(str(decimal(char)) for char in text if char.isdecimal())


def without_extension(text: str) -> str:
    """Remove `ext 12`, `x12` or `#12` from the end of a phone number."""
    return EXTENSION.sub("", text)


def phone_key(text: str, region: str) -> str:
    """Return the form in which two phone numbers are equal: their digits with the country code, without `+`.

    A text that `phonenumbers` cannot read as a possible number gives its bare digits (a local number without its area
    code, an internal number). An extension is dropped; of several numbers the first counts.

    Args:
        text: the number as typed.
        region: two-letter country of numbers written without a country code; "" if there is none.

    Returns:
        Digits, or "" if there are fewer than three: such a text is a note ("n/a", "0"), not a number.

    >>> phone_key("(020) 7946 0018 ext 12", "GB")
    '442079460018'
    """
    text = text[:_LONGEST_PHONE].strip()
    region = region.upper()
    if _PLAIN.fullmatch(text) and (known := _quick(text, region)):
        return known
    text = plain(text)
    if _MISREAD.search(text):
        text = without_extension(text)
    found = digits(text)
    if len(found) < _FEWEST_DIGITS:
        return ""
    parts = SEVERAL.split(text, _MOST_NUMBERS)
    abroad = ["+" + found[2:]] if found.startswith("00") else []
    for part in dict.fromkeys([text, *abroad, *parts]):
        if known := _possible(part, region):
            return known
    first = digits(without_extension(parts[0]))
    if len(first) >= _FEWEST_OF_A_NUMBER:
        return first
    bare = digits(without_extension(text))
    return bare if len(bare) >= _FEWEST_DIGITS else found


def national_digits(key: str) -> str:
    """Remove the country code from a `phone_key`: the number as typed in its country, without the leading zero.

    The result is "" if the key begins with no country code.

    >>> national_digits("442079460018")
    '2079460018'
    """
    if not key:
        return ""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    codes = (key[:length] for length in (1, 2, 3))
    return next((key[len(code) :] for code in codes if int(code) in COUNTRY_CODE_TO_REGION_CODE), "")


def _possible(text: str, region: str) -> str:
    """Return a number's digits with its country code; "" if `phonenumbers` says that the number is not possible."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return f"{number.country_code}{phonenumbers.national_significant_number(number)}"


@dataclass(frozen=True, slots=True)
class _Plan:
    """A country's numbering plan, as far as an ordinary number needs it.

    Attributes:
        code: country code.
        lengths: possible lengths of a national number in digits; of the main country where countries share a code.
        prefix: expression for a prefix of national numbers ("0"); None if there is none.
        rewritten: whether removing the prefix may change the number.
        abroad: expression for the international prefix before a country code ("00"); None if unknown.
        national: expression for a national number.
    """

    code: str
    lengths: frozenset[int]
    prefix: re.Pattern[str] | None
    rewritten: bool
    abroad: re.Pattern[str] | None
    national: re.Pattern[str]


@lru_cache(maxsize=300)
def _plan(region: str) -> _Plan | None:
    from phonenumbers import PhoneMetadata, region_code_for_country_code

    known = PhoneMetadata.metadata_for_region(region, None)
    if known is None or known.country_code is None:
        return None
    main = PhoneMetadata.metadata_for_region(region_code_for_country_code(known.country_code), None)
    if main is None or main.general_desc is None or known.general_desc is None:
        return None
    prefix = re.compile(known.national_prefix_for_parsing) if known.national_prefix_for_parsing else None
    return _Plan(
        code=str(known.country_code),
        lengths=frozenset(main.general_desc.possible_length),
        prefix=prefix,
        rewritten=bool(prefix and prefix.groups and known.national_prefix_transform_rule),
        abroad=re.compile(known.international_prefix) if known.international_prefix else None,
        national=re.compile(known.general_desc.national_number_pattern or ""),
    )


@lru_cache(maxsize=1000)
def _plan_of_code(code: str) -> _Plan | None:
    from phonenumbers import region_code_for_country_code

    return _plan(region_code_for_country_code(int(code))) if code and code[0] != "0" else None


def _quick(text: str, region: str) -> str:
    """Return the result of `_possible` for an ordinary number in a tenth of the time; "" for any other number."""
    bare = digits(text)
    if text[0] == "+":
        plans = (_plan_of_code(bare[:length]) for length in (1, 2, 3))
        plan = next(filter(None, plans), None)
        if plan is None:
            return ""
        national = bare[len(plan.code) :]
    else:
        plan = _plan(region)
        if plan is None or plan.abroad is None or plan.abroad.match(bare) or bare.startswith(plan.code):
            return ""
        national = bare
    if plan.prefix and (found := plan.prefix.match(national)):
        if plan.rewritten or plan.national.fullmatch(national):
            return ""
        national = national[found.end() :]
    return plan.code + national if len(national) in plan.lengths and national[0] != "0" else ""
