"""Amounts of money and other numbers with a fixed count of decimals: whole numbers of their smallest unit."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Final

from capptro_tui.models.types import locales
from capptro_tui.text import plain_text

LARGEST: Final = 10**15
"""The largest amount, in its smallest unit: a sum of a thousand of them still fits the database's whole numbers."""

USUAL: Final = "GBP"
"""The currency of a new business until it chooses another."""

_SPACES = "\t \u00a0\u2000-\u200a\u202f\u205f\u3000"
_APOSTROPHES = "'\u2019\u02bc"
_DASHES = r"\-" "\u2010-\u2015\u2212\ufe58\ufe63"
_LONGEST = 60
"""Characters of the longest text that is read as a number."""


class NotANumber(ValueError):
    """A text is no number in its locale. `suggestion` is the probable number in the locale's form, or ""."""

    def __init__(self, text: str, suggestion: str = "") -> None:
        super().__init__(text)
        self.suggestion = suggestion


def parse(text: str, decimals: int, locale: str = locales.USUAL, currency: str = "") -> int:
    """Return the number in a text, in units of its last decimal.

    Args:
        text: A number as the locale writes it, `1,250.00`. Spaces or apostrophes may separate groups as well. A dash
            before or after it, or brackets around it, is a minus. Digits, a point and exactly `decimals` digits mean
            the same in every locale.
        decimals: Most digits after the decimal sign.
        locale: Locale of the text.
        currency: Currency of the amount: its code or sign may stand beside the number.

    Raises:
        NotANumber: The text is no such number.
    """
    try:
        return _read(text, decimals, locale, currency)
    except NotANumber:
        raise NotANumber(text, _suggestion(text, decimals, locale, currency)) from None


def _read(text: str, decimals: int, locale: str, currency: str) -> int:
    if len(text) > _LONGEST:
        raise NotANumber(text)
    digits, is_negative, is_bare = _peeled(
        plain_text.plain(text), locales.currency_names(locale, currency) if currency else ()
    )
    if is_bare and decimals and re.fullmatch(rf"[0-9]+\.[0-9]{{{decimals}}}", digits):
        whole, _, part = digits.partition(".")
    else:
        whole, part = _parted(digits, locale)
    if len(part) > decimals:
        raise NotANumber(text)
    value = int((whole or "0") + part.ljust(decimals, "0"))
    return -value if is_negative else value


def _peeled(text: str, names: Collection[str]) -> tuple[str, bool, bool]:
    """Return a text without its sign and currency, whether it is negative, and whether it has no currency or brackets.

    There may be one sign, or brackets, and one currency, in any order. Raises NotANumber.
    """
    signs: list[str] = []
    currencies: list[str] = []
    bracketed = False
    while True:
        text = re.sub(f"^[{_SPACES}]+|[{_SPACES}]+$", "", text)
        if match := re.match(rf"[+{_DASHES}]", text):
            signs.append(match[0])
            text = text[1:]
        elif match := re.search(rf"[{_DASHES}]$", text):
            signs.append(match[0])
            text = text[:-1]
        elif len(text) > 1 and text[0] == "(" and text[-1] == ")":
            signs.append("-")
            bracketed, text = True, text[1:-1]
        elif found := next((name for name in names if text.casefold().startswith(name)), ""):
            currencies.append(found)
            text = text[len(found) :]
        elif found := next((name for name in names if text.casefold().endswith(name)), ""):
            currencies.append(found)
            text = text[: -len(found)]
        else:
            break
    if len(signs) > 1 or len(currencies) > 1:
        raise NotANumber(text)
    return text, bool(signs) and signs != ["+"], not currencies and not bracketed


def _parted(digits: str, locale: str) -> tuple[str, str]:
    """Return the digits before and after a locale's decimal sign. Raises NotANumber."""
    style = locales.number_style(locale)
    whole, sign, part = digits.partition(style.decimal)
    if (sign and not re.fullmatch(r"[0-9]+", part)) or not (whole or part):
        raise NotANumber(digits)
    if whole and not re.fullmatch(r"[0-9]+", whole):
        whole = _ungrouped(whole, style)
    return whole, part


def _ungrouped(whole: str, style: locales.NumberStyle) -> str:
    """Return digits without the signs between their groups. Raises NotANumber if a group is not full."""
    evened = re.sub(f"[{_APOSTROPHES}]", "'", re.sub(f"[{_SPACES}]", " ", whole))
    group = " " if re.fullmatch(f"[{_SPACES}]", style.group) else "'" if style.group in _APOSTROPHES else style.group
    patterns = [_groups(sign, 3, 3) for sign in (" ", "'", group)]
    patterns.append(_groups(group, style.other_groups, style.last_group))
    if not any(re.fullmatch(pattern, evened) for pattern in patterns):
        raise NotANumber(whole)
    return re.sub("[^0-9]", "", evened)


def _groups(sign: str, others: int, last: int) -> str:
    """Return a pattern for digits in groups: in India the last group has three digits, the others two."""
    return rf"[1-9][0-9]{{0,{others - 1}}}(?:{re.escape(sign)}[0-9]{{{others}}})*{re.escape(sign)}[0-9]{{{last}}}"


def _suggestion(text: str, decimals: int, locale: str, currency: str) -> str:
    """Return the probable number in the locale's form, read with the signs of other locales; "" if there is none."""
    evened = re.sub("[;:]", locales.number_style(locale).decimal, text)
    for reading in (evened, text.rstrip("0")):
        for other in (locale, "en_GB", "de_DE"):
            try:
                return written(_read(reading, decimals, other, currency), decimals, locale)
            except NotANumber:
                continue
    return ""


def plain(value: int, decimals: int) -> str:
    """Return a number as digits with all its decimals, without groups: `1250.00`. `parse` reads it back."""
    digits = f"{abs(value):0{decimals + 1}d}"
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")


def short(value: int, decimals: int) -> str:
    """Return a number as it is typed in the shown locale, without trailing zeros: `1.5`, `20`."""
    text = plain(value, decimals)
    text = text.rstrip("0").rstrip(".") if decimals else text
    return text.replace(".", locales.number_style(locales.shown_in()).decimal)


def written(value: int, decimals: int, locale: str, least: int | None = None) -> str:
    """Return a number as it is typed in a locale, without groups: `1250,00`. `parse` reads it back.

    The number has all its decimals; with `least`, no trailing zeros, but at least that many decimals.
    """
    text = plain(value, decimals) if least is None else _shortened(plain(value, decimals), least)
    return text.replace(".", locales.number_style(locale).decimal)


def money(value: int, currency: str, places: int = 0) -> str:
    """Return an amount as people read it in the shown locale: `£1,250.00`; without a currency `1,250.00`.

    With `places`, the value has that many decimals. Trailing zeros beyond the currency's own are left out: `£0.0125`.
    """
    locale = locales.shown_in()
    number = _grouped(_shortened(plain(abs(value), places or decimals(currency)), decimals(currency)), locale)
    if not currency:
        return f"{'-' if value < 0 else ''}{number}"
    style = locales.currency_style(locale, currency)
    if value < 0:
        return f"{style.minus_before}{number}{style.minus_after}"
    return f"{style.before}{number}{style.after}"


def _shortened(digits: str, least: int) -> str:
    """Return plain digits without trailing zeros, but with at least that many decimals."""
    whole, _, part = digits.partition(".")
    part = part[:least] + part[least:].rstrip("0")
    return f"{whole}.{part}" if part else whole


def _grouped(digits: str, locale: str) -> str:
    """Return plain digits with a locale's signs."""
    style = locales.number_style(locale)
    whole, _, part = digits.partition(".")
    groups = [whole[-style.last_group :]]
    rest = whole[: -style.last_group]
    while rest:
        groups.insert(0, rest[-style.other_groups :])
        rest = rest[: -style.other_groups]
    return style.group.join(groups) + (f"{style.decimal}{part}" if part else "")


QUANTITY_DECIMALS: Final = 4
PRICE_DECIMALS: Final = 4
TAX_DECIMALS: Final = 3


def line(quantity: int, unit_price: int, tax_rate: int, currency: str) -> tuple[int, int]:
    """Return net and tax of an order's line, in the currency's smallest unit.

    Args:
        quantity: In ten thousandths.
        unit_price: In ten thousandths of the currency's unit.
        tax_rate: In thousandths of a percent.
        currency: Its code.

    Each is rounded line by line to the smallest unit, a half away from zero: the totals of a bill then equal the sums
    of its printed lines. HMRC's VAT guide, notice 700, section 17.5, allows rounding by line.
    """
    net = share(unit_price * quantity, 10 ** decimals(currency), 10 ** (QUANTITY_DECIMALS + PRICE_DECIMALS))
    return net, share(net, tax_rate, 100 * 10**TAX_DECIMALS)


def share(value: int, part: int, of: int) -> int:
    """Return `value` times `part` divided by `of` (above 0), rounded to a whole number, a half away from zero."""
    product = value * part
    rounded = (2 * abs(product) + of) // (2 * of)
    return -rounded if product < 0 else rounded


@cache
def decimals(currency: str) -> int:
    """Return the number of decimals of a currency by ISO 4217; two for an unknown currency."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency)) if currency else 2


@cache
def is_currency(code: str) -> bool:
    """Return whether there is a currency with this code."""
    from babel.numbers import is_currency

    return bool(is_currency(code, locales.USUAL))


def currency_of(country: str) -> str:
    """Return the currency of a country, given by its two letters; for an unknown country, that of a new business."""
    from babel.core import get_global

    if country.strip().upper() not in get_global("territory_currencies"):
        return USUAL
    from babel.numbers import get_territory_currencies

    return str(next(iter(get_territory_currencies(country.strip().upper())), USUAL))
