"""Amounts of money and other numbers with a fixed count of decimals: whole numbers of their smallest unit."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

LARGEST: Final = 10**15
"""The largest amount, in its smallest unit: sums of a thousand such still fit the database's whole numbers."""

USUAL: Final = "GBP"
"""The currency of a new business until it says another."""

_LOCALE = "en"
_SIGNS = re.compile(r"[^\d.,\-'\u2019\s]")
_NUMBER = re.compile(r"(-?)(\d[\d.,'\u2019\s]*|[.,]\d+)")


def parse(text: str, decimals: int) -> int:
    """A number as people write it, in units of its last decimal: `1,250.00`, `1250`, `£12.50`, `1.250,00`.

    Of a point and a comma the last one begins the decimals; a comma alone does unless three digits follow it, as a
    point alone does. Raises ValueError for what is no number or has more decimals.
    """
    found = _NUMBER.fullmatch(_SIGNS.sub("", _without_code(text)).strip())
    if found is None:
        raise ValueError(text)
    sign, digits = found[1], re.sub(r"[\s'\u2019]", "", found[2])
    whole, part = _parted(digits)
    if len(part) > decimals:
        raise ValueError(text)
    return int(sign + (whole or "0") + part.ljust(decimals, "0"))


def _without_code(text: str) -> str:
    """A text without a currency's letters before or after the number; other words make it no number."""
    bare = re.sub(r"^\s*[A-Za-z]{3}\b|\b[A-Za-z]{3}\s*$|(?<=\d)\s*[A-Za-z]{3}\s*$", "", text)
    if re.search(r"[^\W\d_]", bare):
        raise ValueError(text)
    return bare


def _parted(digits: str) -> tuple[str, str]:
    """The digits before and after the decimal sign."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits, ""
    sign, other = digits[last], "," if digits[last] == "." else "."
    groups = digits.count(sign) > 1 or (sign == "," and other not in digits and len(digits) - last == 4)
    if groups:
        if not re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
            raise ValueError(digits)
        return re.sub(r"[.,]", "", digits), ""
    whole = digits[:last]
    if other in whole and not re.fullmatch(r"\d{1,3}([.,]\d{3})+", whole):
        raise ValueError(digits)
    return whole.replace(other, ""), digits[last + 1 :]


def plain(value: int, decimals: int) -> str:
    """A number with all its decimals and nothing else: `1250.00`. `parse` reads it back."""
    digits = f"{abs(value):0{decimals + 1}d}"
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")


def short(value: int, decimals: int) -> str:
    """A number without the zeros behind: `1.5`, `20`."""
    text = plain(value, decimals)
    return text.rstrip("0").rstrip(".") if decimals else text


def money(value: int, currency: str) -> str:
    """An amount as people read it: `£1,250.00`. Without a currency `1,250.00`."""
    places = decimals(currency)
    whole, _, part = plain(abs(value), places).partition(".")
    number = f"{int(whole):,}" + (f".{part}" if part else "")
    return f"{'-' if value < 0 else ''}{_symbol(currency)}{number}"


def line(quantity: int, unit_price: int, tax_rate: int) -> tuple[int, int]:
    """Net and tax of a line: `quantity` in thousandths, `tax_rate` in hundredths of a percent, the others in the
    currency's smallest unit.

    Each is rounded to the smallest unit, a half away from zero, line by line: the sums of a bill are then those of what
    is printed on it. (HMRC's VAT guide, notice 700, 17.5, has rounding by line as one of its ways.)
    """
    net = share(unit_price, quantity, 1000)
    return net, share(net, tax_rate, 100_00)


def share(value: int, part: int, of: int) -> int:
    """`value` times `part` by `of` (above 0), rounded to a whole number, a half away from zero."""
    product = value * part
    rounded = (2 * abs(product) + of) // (2 * of)
    return -rounded if product < 0 else rounded


@cache
def decimals(currency: str) -> int:
    """The decimals of a currency, as ISO 4217 has them; two where it is not known."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency)) if currency else 2


@cache
def is_currency(code: str) -> bool:
    """Whether there is a currency with this code."""
    from babel.numbers import is_currency

    return bool(is_currency(code, _LOCALE))


def currency_of(country: str) -> str:
    """The currency of a country by its two letters; that of a new business where it is not known."""
    from babel.core import get_global

    if country.strip().upper() not in get_global("territory_currencies"):
        return USUAL
    from babel.numbers import get_territory_currencies

    return str(next(iter(get_territory_currencies(country.strip().upper())), USUAL))


@cache
def _symbol(currency: str) -> str:
    from babel.numbers import get_currency_symbol

    if not currency:
        return ""
    symbol = str(get_currency_symbol(currency, _LOCALE))
    return f"{symbol} " if symbol[-1].isalpha() else symbol
