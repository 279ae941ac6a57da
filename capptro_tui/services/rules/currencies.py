"""Currencies of amounts: they are never converted, so neither a record nor its customer changes to another one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.errors import FieldError, Refused
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


def conversion_problem(
    transaction: Transaction, record: RecordType, stored: Mapping[str, Any], whole: Mapping[str, Any]
) -> FieldError | None:
    """Return a problem if a record moves to a record whose currency is not its own.

    Args:
        transaction: the transaction.
        record: the record's type.
        stored: the record before.
        whole: the record after, with the currency that it would get.
    """
    field, old = record.fields.get("currency"), stored.get("currency")
    if field is None or not field.copied_from or old in ("", whole["currency"]):
        return None
    link = next(record.fields[name] for name in field.copied_from if whole[name] is not None)
    owner = transaction.schema.record_named(link.link)
    billed, label = owner.called(vars(transaction.get(owner, whole[link.name]))), record.info.label.lower()
    text = (
        f"{link.label}: {billed} is billed in {whole['currency']}, {_named(record, stored['id'])} is in {old}. "
        f"Make a new {label} for {billed} instead."
    )
    return FieldError(link.name, text)


def refuse_conversion(transaction: Transaction, record: RecordType, ids: Collection[int], currency: str) -> None:
    """Raise Refused if one of the rows has amounts in another currency than the one that it is to get."""
    for row_id, row in transaction.find_many(record, "id", ids, only=("id", "currency")).items():
        if row["currency"] not in ("", currency):
            raise Refused(
                f"{_named(record, row_id).capitalize()} is in {row['currency']}, and its customer is billed in "
                f"{currency} now: an amount is not turned into another currency. Nothing was changed."
            )


def has_amounts(transaction: Transaction, customer_id: int) -> str:
    """Return the records in a customer's currency, counted: `3 orders`; "" if there are none."""
    counts = [(record, transaction.count(record, customer_id=customer_id)) for record in (Order, Payment, Contract)]
    return ", ".join(record.info.counted(count) for record, count in counts if count)


def _named(record: RecordType, row_id: int) -> str:
    """Return a record's kind and number for a sentence: `order O-000001`; a line of an order has no number."""
    label = record.info.label.lower()
    return f"{label} {number(record, row_id)}" if record.info.letter else f"the {label}"
