"""Reads the amounts of records in the currency of their customer; an amount in another currency is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from capptro_tui.exchange.importing.deciding.fitting import Fitted, Fitter
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.models.record import RecordType
from capptro_tui.models.types import locales
from capptro_tui.services.importing.known_records import rows_there
from capptro_tui.services.importing.writing import link_to_owner

if TYPE_CHECKING:
    from capptro_tui.services.importing.links import Source


def read_amounts(source: Source, planned: Sequence[Planned], fitter_of: Callable[[RecordType], Fitter]) -> None:
    """Put the amounts of records and of their parts into their fields. The links of the records are resolved.

    Args:
        source: the source to read from.
        planned: the records.
        fitter_of: returns the fitter of a record type.
    """
    waiting = [each for each in planned if any(_has_amount(fitted) for fitted in (each.fitted, *each.parts))]
    currencies = _currencies(source, waiting)
    for each in waiting:
        currency = currencies.get(id(each), "")
        parts = [part for part in each.parts if _is_in_currency_of(each, part)]
        for fitted in (each.fitted, *parts):
            fitted.currency = currency
            if currency and fitted.unit and not _is_named(fitted.unit, currency, fitter_of(fitted.record).locale):
                _refuse_or_keep(each, fitted)
        for fitted in (each.fitted, *each.parts):
            fitter_of(fitted.record).take_amounts(fitted)


def _has_amount(fitted: Fitted) -> bool:
    return bool(fitted.amounts or fitted.sums or fitted.unit)


def _refuse_or_keep(planned: Planned, fitted: Fitted) -> None:
    """Refuse a record with amounts in another currency; without amounts, keep the name of that currency."""
    if any(one.amounts or one.sums for one in (planned.fitted, *planned.parts)):
        planned.refuse(f"It is in {fitted.unit[:40]}, and its customer is billed in {fitted.currency}.")
    else:
        fitted.kept.append(f"{fitted.record.fields['currency'].label}: {fitted.unit}")


def _is_in_currency_of(planned: Planned, part: Fitted) -> bool:
    """Whether a part has the currency of its record."""
    field = part.record.fields.get("currency")
    return field is not None and link_to_owner(part.record, planned.record) in field.copied_from


def _currencies(source: Source, planned: Sequence[Planned]) -> dict[int, str]:
    """Return the identity of each record to its currency: that of its customer, or its own if it is there already."""
    wanted: defaultdict[RecordType, dict[int, int]] = defaultdict(dict)
    for each in planned:
        field = each.record.fields.get("currency")
        for name in field.copied_from if field is not None else ():
            if (row_id := each.fitted.checked.get(name)) is not None:
                wanted[source.schema.record_named(each.record.fields[name].link)][id(each)] = row_id
                break
        else:
            if field is not None and each.old_id:
                wanted[each.record][id(each)] = each.old_id
    found: dict[int, str] = {}
    for record, ids in wanted.items():
        rows = rows_there(source, record, set(ids.values()))
        found |= {key: rows[row_id]["currency"] for key, row_id in ids.items() if row_id in rows}
    return found


def _is_named(text: str, currency: str, locale: str) -> bool:
    """Whether a text names a currency: by its code, its sign or its name in English or the business's language."""
    from babel.numbers import get_currency_name

    names = set(locales.currency_names(locale, currency))
    for code in (locale, locales.USUAL):
        names |= {get_currency_name(currency, count, code).casefold() for count in (None, 1, 2)}
    return text.strip().casefold() in names
