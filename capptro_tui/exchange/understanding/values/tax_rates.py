"""Rates of tax, as programs and people write them: `20%`, `20.0% S`, `exempt`."""

from __future__ import annotations

from decimal import Decimal

from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.sum_words import NO_TAX
from capptro_tui.text.patterns import pattern

_PERCENT = pattern(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,3})?)\s*%")
_WORDS = pattern(r"[^\W\d_]+")


def is_rate_in_words(text: str) -> bool:
    """Return whether a text says that there is no tax, or is a rate with other words."""
    return bool(percentages(text)) or says_no_tax(text)


def percentages(text: str) -> list[str]:
    """Return the different numbers of a text with a percent sign behind them."""
    return list(dict.fromkeys(_PERCENT.findall(text)))


def says_no_tax(text: str) -> bool:
    """Return whether a text says that there is no tax."""
    return " ".join(_WORDS.findall(fold_words(text))) in NO_TAX


def read_rate(text: str) -> str:
    """Return a rate that stands among other words, with three decimals; any other text as it is."""
    if says_no_tax(text):
        return "0"
    found = percentages(text)
    if len(found) != 1 or not any(map(str.isalpha, text)):
        return text
    return f"{Decimal(found[0].replace(',', '.')):.3f}"
