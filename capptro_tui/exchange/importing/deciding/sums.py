"""Settles the sums of a file: lines get the prices and the tax that follow from them; others are compared with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capptro_tui.exchange.importing.deciding.fitting import Fitted, Fitter, unread
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.exchange.understanding.layout.sum_columns import PRICE, RATE
from capptro_tui.exchange.understanding.vocabulary.sum_words import NET, SUMS, TAX, TOTAL
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.types import amounts
from capptro_tui.models.types.amounts import PRICE_DECIMALS, QUANTITY_DECIMALS, TAX_DECIMALS

_QUANTITY, _TEXT = "quantity", "description"
_ONE = 10**QUANTITY_DECIMALS
_WHOLE_RATE = 100 * 10**TAX_DECIMALS


@dataclass(frozen=True, slots=True)
class _Sums:
    """The sums of a record or a line, in the smallest unit of its currency; None for one that is not given."""

    net: int | None = None
    tax: int | None = None
    total: int | None = None

    @property
    def gross(self) -> int | None:
        """The total, or net and tax together."""
        if self.total is not None or self.net is None:
            return self.total
        return self.net + (self.tax or 0)


def settle_sums(planned: Planned, line: RecordType, fitter_of: Callable[[RecordType], Fitter]) -> None:
    """Settle the sums that a file has for a record and its lines. Its amounts are read.

    A record without lines that have prices gets one line, which comes to its total. A line without a rate of tax has
    none but what sums tell: the usual rate of the business is for typing. What does not agree is asked.
    """
    given = {id(one): _read(planned, one, fitter_of) for one in (planned.fitted, *_lines(planned, line))}
    if any(sums is None for sums in given.values()):
        return  # refused
    whole = given.pop(id(planned.fitted)) or _Sums()
    currency = planned.fitted.currency
    for each in _lines(planned, line):
        _settle_line(planned, each, given[id(each)] or _Sums(), currency)
    lines = [each for each in _lines(planned, line) if PRICE in each.checked]
    if not lines and whole.gross is not None:
        others = [each for each in _lines(planned, line) if not each.typed.keys() - {RATE}]
        only = _lines(planned, line) if len(_lines(planned, line)) == 1 else others
        made = only[0] if only else fitter_of(line).fit(planned.row, {})
        if not only:
            planned.parts.append(made)
        made.is_sum = True
        _put_price(planned, made, whole, currency)
        lines = [made]
    elif lines:
        _share_tax(lines, whole, currency)
        _compare(planned, lines, whole, currency)
    for each in lines:
        if _TEXT not in each.checked:
            each.checked[_TEXT] = each.typed[_TEXT] = planned.record.fields[TOTAL].label if each.is_sum else "Item"
        each.typed.setdefault(RATE, "0")  # not among the checked ones: the rate of a line that is there stays


def _lines(planned: Planned, line: RecordType) -> list[Fitted]:
    return [part for part in planned.parts if part.record is line]


def _read(planned: Planned, fitted: Fitted, fitter_of: Callable[[RecordType], Fitter]) -> _Sums | None:
    """Return the sums of a record or a line; None if one cannot be read, and the record is refused."""
    fitter, found = fitter_of(fitted.record), {}
    for name in SUMS:
        if str(value := fitted.sums.get(name, "")).strip():
            try:
                found[name] = fitter.read_sum(planned.record.fields[name], value, planned.fitted.currency)
            except ValueError as unfit:
                planned.refuse(unread(planned.record.fields[name].label, str(value), str(unfit)))
                return None
    return _Sums(**found)


def _settle_line(planned: Planned, line: Fitted, sums: _Sums, currency: str) -> None:
    """Give a line the price or the tax of its own sums, and compare it with them."""
    if sums.gross is None and sums.tax is None:
        return
    if PRICE not in line.checked:
        if sums.gross is not None:
            _put_price(planned, line, sums, currency)
        return
    net, _ = _of_line(line, currency)
    if sums.tax is not None and RATE not in line.checked and not _put_rate(line, net, sums.tax):
        _ask(planned, f"{_money(sums.tax, currency)} is no tax of {_money(net, currency)}.", line.sums)
    _compare(planned, [line], _Sums(None, None, sums.total), currency)


def _put_price(planned: Planned, line: Fitted, sums: _Sums, currency: str) -> None:
    """Give a line the price with which it comes to its sums: net and the rate of its tax, or the total without tax."""
    gross, tax = sums.gross or 0, sums.tax
    if tax is None and sums.net is not None:
        tax = gross - sums.net
    net = gross
    if tax is not None:
        if RATE in line.checked or _put_rate(line, gross - tax, tax):
            net = gross - tax
        else:
            _ask(planned, f"No rate gives a tax of {_money(tax, currency)}: it is in the price.", planned.fitted.sums)
    elif rate := line.checked.get(RATE):
        net = amounts.share(gross, _WHOLE_RATE, _WHOLE_RATE + rate)
    quantity = line.checked.get(_QUANTITY, _ONE)
    price = net * 10 ** (PRICE_DECIMALS - amounts.decimals(currency))
    if price * _ONE % quantity:
        planned.fitted.kept.append(f"{line.record.fields[_QUANTITY].label}: {line.typed.pop(_QUANTITY)}")
        quantity = line.checked.pop(_QUANTITY) and _ONE
    line.checked[PRICE] = price * _ONE // quantity
    line.typed[PRICE] = amounts.plain(line.checked[PRICE], PRICE_DECIMALS)
    if RATE in line.checked:
        _compare(planned, [line], _Sums(None, None, gross), currency)


def _put_rate(line: Fitted, net: int, tax: int) -> bool:
    """Give a line the rate that makes a tax of a net, the shortest there is; return whether there is one."""
    for places in range(TAX_DECIMALS + 1):
        unit = 10 ** (TAX_DECIMALS - places)
        rate = amounts.share(tax, _WHOLE_RATE // unit, net) * unit if net > 0 and tax >= 0 else 0
        if rate <= _WHOLE_RATE and amounts.share(net, rate, _WHOLE_RATE) == tax:
            line.checked[RATE], line.typed[RATE] = rate, amounts.plain(rate, TAX_DECIMALS)
            return True
    return False


def _share_tax(lines: Sequence[Fitted], whole: _Sums, currency: str) -> None:
    """Give all lines the rate of the whole tax, if none has one and their prices are without tax."""
    net = sum(_of_line(each, currency)[0] for each in lines)
    is_before_tax = (whole.total or net + (whole.tax or 0)) == net + (whole.tax or 0)
    if not whole.tax or not is_before_tax or any(RATE in each.checked for each in lines):
        return
    if _put_rate(lines[0], net, whole.tax):
        for each in lines:
            each.checked[RATE], each.typed[RATE] = lines[0].checked[RATE], lines[0].typed[RATE]


def _compare(planned: Planned, lines: Sequence[Fitted], whole: _Sums, currency: str) -> None:
    """Ask about lines that do not come to a total. It may be the net as well, or that of each line."""
    found = [_of_line(each, currency) for each in lines]
    net, gross = sum(net for net, _ in found), sum(map(sum, found))
    every = {frozenset((net, net + tax)) for net, tax in found}
    if whole.total is not None and whole.total not in (net, gross) and any(whole.total not in one for one in every):
        told = f"The lines come to {_money(gross, currency)}, and the file says {_money(whole.total, currency)}."
        _ask(planned, told, planned.fitted.sums if len(lines) > 1 or not lines[0].sums else lines[0].sums)
    elif whole.tax is not None and whole.total is None and whole.tax != gross - net:
        told = f"The tax comes to {_money(gross - net, currency)}, and the file says {_money(whole.tax, currency)}."
        _ask(planned, told, planned.fitted.sums)


def _ask(planned: Planned, question: str, sums: Mapping[str, Any]) -> None:
    """Add a question to a record, and keep the sums as text."""
    if question not in planned.outcome.question:
        planned.outcome.question = " ".join(filter(None, (planned.outcome.question, question)))
    for name, value in sums.items():
        if (text := f"{planned.record.fields[name].label}: {value}") not in planned.fitted.kept:
            planned.fitted.kept.append(text)


def _of_line(line: Fitted, currency: str) -> tuple[int, int]:
    """Return net and tax of a line."""
    values = line.checked
    return amounts.line(values.get(_QUANTITY, _ONE), values[PRICE], values.get(RATE, 0), currency)


def _money(value: int, currency: str) -> str:
    return amounts.money(value, currency)


def is_summed_up(parts: Sequence[Fitted], there: Sequence[Row]) -> bool:
    """Return whether a file has only the sum of lines that are there."""
    titles = [row[_TEXT] for row in there] if any(part.is_sum for part in parts) else []
    return bool(titles) and titles != [part.title for part in parts]


def differing_sum(parts: Sequence[Fitted], there: Sequence[Row], currency: str) -> str:
    """Return a sentence about lines that are there and come to another sum than those of a file; "" if they do not."""
    told = sum(sum(_of_line(part, currency)) for part in parts if PRICE in part.checked)
    stored = sum(row[NET] + row[TAX] for row in there)
    if told == stored:
        return ""
    return f"Its lines here come to {_money(stored, currency)}, and the file says {_money(told, currency)}."
