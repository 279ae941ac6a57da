"""The columns of an order's net, tax and total, and whether a column of tax has rates or amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capptro_tui.exchange.understanding.layout.profile import ColumnProfile
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.values.tax_rates import is_rate_in_words
from capptro_tui.exchange.understanding.vocabulary.header_words import read_header
from capptro_tui.exchange.understanding.vocabulary.meanings import NOTE
from capptro_tui.exchange.understanding.vocabulary.sum_words import (
    LINE_WORDS,
    RATE_HEADERS,
    SUM_WORDS,
    SUMS,
    TAX,
    TOTAL,
)
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.records.inner_parts import parts_inside
from capptro_tui.text.patterns import pattern

PRICE, RATE = "unit_price", "tax_rate"
"""The fields of a line that has a price."""

_REMARK = pattern(r"(?<=\S)\s*\([^()%]*\)\s*$")
_WHOLE_OR_ONE_DECIMAL = pattern(r"\d{1,2}(?:[.,]\d)?")
_INTEGRAL = pattern(r"\d{1,2}(?:[.,]0+)?")
_NUMBER = pattern(r"\d{1,2}(?:[.,]\d{1,3})?")
_AMOUNT = pattern(r"\D{0,5}\d[\d.,' \u00a0\u202f\u2019]*\D{0,5}")
_OF_ALL = frozenset(("total", "taxes"))
"""Words of a tax that beside prices is that of the whole order."""

_HIGHEST_RATE = 30
_PLACES = {name: {word: place for place, word in enumerate(words.split("|"))} for name, words in SUM_WORDS.items()}
"""Sum to its headers, each with its place among them: the first is the surest."""


def priced_part(schema: Schema, record: RecordType) -> RecordType | None:
    """Return the type of a record's parts that have prices, as the lines of an order; None if it has none."""
    return next((part.record for part in parts_inside(schema, record) if PRICE in part.record.fields), None)


def sum_fields(schema: Schema, record: RecordType) -> Iterator[tuple[str, Field]]:
    """Yield target and declaration of the sums that a table may have for a record with priced parts."""
    if priced_part(schema, record) is not None:
        yield from ((name, record.fields[name]) for name in SUMS if name in record.fields)


def map_sums(
    schema: Schema, record: RecordType, columns: Sequence[SourceColumn], profiles: Sequence[ColumnProfile]
) -> None:
    """Give columns the targets of net, tax, total and the rate of tax, of each the surest with values."""
    part = priced_part(schema, record)
    if part is None:
        return
    rate, price = f"{part.info.name}.{RATE}", f"{part.info.name}.{PRICE}"
    prices = [profiles[one.index] for one in columns if one.target == price]
    free = [one for one in columns if one.target in (NOTE, rate)]
    for column in free:
        column.target = NOTE
    rates = [one for one in free if _is_rate(one, profiles, prices)]
    _give(sorted(rates, key=lambda one: _word(one.header) not in RATE_HEADERS), rate, profiles)
    for name, places in _PLACES.items():
        found = [
            one
            for one in free
            if one.target == NOTE
            and one not in rates
            and _word(one.header) in places
            and _has_amounts(profiles[one.index])
        ]
        if prices and name == TOTAL:
            found = [one for one in found if _word(one.header) not in LINE_WORDS]
        for column in _give(sorted(found, key=lambda one: places[_word(one.header)]), name, profiles):
            is_of_line = prices and name == TAX and _OF_ALL.isdisjoint(_word(column.header).split())
            column.target, column.detail = (f"{part.info.name}.{TAX}", "") if is_of_line else (name, part.info.name)


def _give(columns: Sequence[SourceColumn], target: str, profiles: Sequence[ColumnProfile]) -> list[SourceColumn]:
    """Give a target to the first column with values, else to the first one; return that."""
    chosen = sorted(columns, key=lambda one: not profiles[one.index].filled)[:1]
    for column in chosen:
        column.target = target
    return chosen


def _word(header: str) -> str:
    """Return the words of a header, without a remark in brackets."""
    return " ".join(read_header(_REMARK.sub("", header.strip().strip("*"))).words)


def _is_rate(column: SourceColumn, profiles: Sequence[ColumnProfile], prices: Sequence[ColumnProfile]) -> bool:
    """Whether a column has rates of tax: by its header, by signs and words, or by numbers that amounts seldom are.

    Amounts have two decimals, or are larger; but the same whole number for different prices is a rate.
    """
    word, values = _word(column.header), profiles[column.index].values
    is_tax = word in _PLACES[TAX]
    if "%" in column.header or word in RATE_HEADERS:
        return (is_tax or word in RATE_HEADERS) and (not values or all(map(_may_be_rate, values)))
    is_amount = word.endswith((" amount", "betrag")) or word.startswith("montant")
    if not is_tax or is_amount or not _OF_ALL.isdisjoint(word.split()):
        return False
    if any(map(is_rate_in_words, values)):
        return True
    if not values or not all(map(_may_be_rate, values)):
        return False
    others = {value for value in values if value.strip("0.,")}
    is_constant = len(others) == 1 and profiles[column.index].filled > 1 and all(map(_INTEGRAL.fullmatch, others))
    differ = any(len(profile.values) > 1 for profile in prices)
    return (is_constant and differ) or all(map(_WHOLE_OR_ONE_DECIMAL.fullmatch, values))


def _has_amounts(profile: ColumnProfile) -> bool:
    """Whether at least half of a column's values look like amounts."""
    return 2 * sum(_AMOUNT.fullmatch(value) is not None for value in profile.values) >= len(profile.values)


def _may_be_rate(text: str) -> bool:
    """Whether a text may be a rate of tax: a number up to thirty, or one with words."""
    return is_rate_in_words(text) or (
        _NUMBER.fullmatch(text) is not None and float(text.replace(",", ".")) <= _HIGHEST_RATE
    )
