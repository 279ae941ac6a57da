"""Regions and their languages, and their forms of numbers and amounts, from the Unicode locale data.

A locale is named by its language and country, `en_GB`, `de_DE`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from capptro_tui.text.patterns import pattern

if TYPE_CHECKING:
    from babel import Locale

USUAL: Final = "en_GB"
"""The locale of a new business until it chooses another."""

DIRECTION_MARKS = pattern("[\u061c\u200e\u200f]")
"""Marks for the direction of writing. A terminal does not need them."""


_shown = USUAL


def show_in(locale: str) -> None:
    """Set the locale in which this process shows numbers and days. Functions that read take a locale of their own."""
    global _shown
    _shown = locale


def shown_in() -> str:
    """Return the locale in which this process shows numbers and days."""
    return _shown


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The signs and groups of numbers in a locale."""

    decimal: str  #: the sign before the decimals
    group: str  #: the sign between groups of digits
    last_group: int  #: digits of the last group
    other_groups: int  #: digits of the groups before it


@dataclass(frozen=True, slots=True)
class CurrencyStyle:
    """Texts before and after the digits of an amount in a locale, for amounts from zero up and for negative ones."""

    before: str
    after: str
    minus_before: str
    minus_after: str


@cache
def is_locale(code: str) -> bool:
    """Return whether there is such a language and country."""
    from babel import UnknownLocaleError

    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z][a-z]{3})?_[A-Z]{2}", code):
        return False
    try:
        babel_locale(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


@cache
def locales() -> tuple[tuple[str, str], ...]:
    """Return all locales with a language and a country, as (locale, English name), sorted by name."""
    from babel import localedata

    codes = [code for code in localedata.locale_identifiers() if is_locale(code)]
    return tuple(sorted(((code, name_of(code)) for code in codes), key=lambda item: item[1]))


@cache
def name_of(locale: str) -> str:
    """Return a locale's name in English: `English (United Kingdom)`."""
    return str(babel_locale(locale).get_display_name(USUAL))


@cache
def locale_of(country: str) -> str:
    """Return the locale of a country, given by its two letters, with its most spoken official language; else USUAL."""
    from babel.languages import get_official_languages

    country = country.strip().upper()
    codes = (f"{language}_{country}" for language in get_official_languages(country, de_facto=True))
    return next((code for code in codes if is_locale(code)), USUAL)


def country_of(locale: str) -> str:
    """Return a locale's country: its last two letters."""
    return locale[-2:]


@cache
def number_style(locale: str) -> NumberStyle:
    """Return the signs and groups of numbers in a locale, for western digits."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    known = babel_locale(locale)
    last, others = known.decimal_formats[None].grouping
    signs = (get_decimal_symbol(known, numbering_system="latn"), get_group_symbol(known, numbering_system="latn"))
    return NumberStyle(*signs, last, others)


@cache
def currency_style(locale: str, currency: str) -> CurrencyStyle:
    """Return the texts before and after the digits of an amount in a locale."""
    from babel.numbers import format_currency

    around: list[str] = []
    for value in (1, -1):
        text = DIRECTION_MARKS.sub(
            "", format_currency(value, currency, locale=babel_locale(locale), numbering_system="latn")
        )
        before, _, after = re.split(r"(\d(?:.*\d)?)", text)
        # A space separates letters from digits in every locale, as most locales have it.
        around += [f"{before} " if before[-1:].isalpha() else before, f" {after}" if after[:1].isalpha() else after]
    return CurrencyStyle(*around)


@cache
def currency_names(locale: str, currency: str) -> frozenset[str]:
    """Return the names of a currency in a locale, in lower case: its code and its sign."""
    from babel.numbers import get_currency_symbol

    sign = DIRECTION_MARKS.sub("", str(get_currency_symbol(currency, babel_locale(locale))))
    return frozenset({currency.casefold(), sign.casefold()})


def babel_locale(code: str) -> Locale:
    """Return the Unicode locale data of a locale. Raises UnknownLocaleError and ValueError."""
    from babel import Locale

    return Locale.parse(code)
