"""Amounts as people write them, and the arithmetic of an order's line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.models.types import amounts, locales
from tests.amount_table import CASES, IDS

CURRENCIES = st.sampled_from(["GBP", "EUR", "JPY", "KWD"])
DECIMALS = st.integers(0, 4)
LOCALES = ["en_GB", "en_US", "de_DE", "fr_FR", "de_CH", "en_IN", "sv_SE", "pt_BR", "ja_JP", "he_IL", "nl_NL"]


@pytest.mark.parametrize(("locale", "currency", "text", "value"), CASES, ids=IDS)
def test_is_read_as_people_write_it(locale: str, currency: str, text: str, value: int | None) -> None:
    """By the locale's signs, with the row's own currency; all else is refused."""
    decimals = amounts.decimals(currency)
    if value is None:
        with pytest.raises(amounts.NotANumber):
            amounts.parse(text, decimals, locale, currency)
    else:
        assert amounts.parse(text, decimals, locale, currency) == value


@pytest.mark.parametrize(
    ("locale", "text", "suggestion"),
    [("en_GB", "12;50", "12.50"), ("en_GB", "12,50", "12.50"), ("en_GB", "1.250,00", "1250.00"),
     ("en_GB", "0,500", "0.50"), ("de_DE", "1,250.00", "1250,00"), ("de_DE", "12.5", "12,50"), ("en_GB", "1/2", "")],
)  # fmt: skip
def test_what_may_be_meant_is_said(locale: str, text: str, suggestion: str) -> None:
    with pytest.raises(amounts.NotANumber) as refused:
        amounts.parse(text, 2, locale, "EUR")
    assert refused.value.suggestion == suggestion


@given(st.sampled_from(LOCALES), CURRENCIES, st.integers(-(10**12), 10**12))
def test_what_is_shown_is_read_back(locale: str, currency: str, value: int) -> None:
    """In every locale, in each way that the program writes it."""
    decimals = amounts.decimals(currency)
    locales.show_in(locale)
    assert amounts.parse(amounts.money(value, currency), decimals, locale, currency) == value
    assert amounts.parse(amounts.written(value, decimals, locale), decimals, locale, currency) == value
    assert amounts.parse(amounts.plain(value, decimals), decimals, locale, currency) == value


@given(st.integers(-amounts.LARGEST, amounts.LARGEST), DECIMALS)
def test_what_is_written_is_read_back(value: int, decimals: int) -> None:
    """Exactly, without a rounding anywhere."""
    assert amounts.parse(amounts.plain(value, decimals), decimals) == value


def test_each_currency_has_its_own_decimals() -> None:
    """A yen has no parts, a Kuwaiti dinar a thousand."""
    assert [amounts.money(1234567, code) for code in ("GBP", "EUR", "JPY", "KWD", "")] == [
        "£12,345.67", "€12,345.67", "JP¥1,234,567", "KWD 1,234.567", "12,345.67",
    ]  # fmt: skip
    assert amounts.money(-5, "USD") == "-US$0.05"


@given(st.integers(1, 10**10), st.integers(-(10**9), 10**9), st.integers(0, 100_000), CURRENCIES)
def test_a_line_is_rounded_once_for_net_and_once_for_tax(quantity: int, price: int, rate: int, currency: str) -> None:
    """Never more than half of the smallest unit away from the exact product."""
    net, tax = amounts.line(quantity, price, rate, currency)
    exact = Fraction(quantity * price, 10**8) * 10 ** amounts.decimals(currency)
    assert abs(net - exact) <= Fraction(1, 2)
    assert abs(tax - Fraction(net * rate, 100_000)) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "part", "of", "expected"), [(5, 1, 2, 3), (-5, 1, 2, -3), (4, 1, 3, 1), (-4, 1, 3, -1), (7, 1, 2, 4)]
)
def test_a_half_is_rounded_away_from_nothing(value: int, part: int, of: int, expected: int) -> None:
    """As bills are, not to the even number."""
    assert amounts.share(value, part, of) == expected
