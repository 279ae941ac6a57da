"""Merges two customers: all records of one move to the other, and its number and name find the other afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import FieldError, Invalid, Refused
from capptro_tui.matching.people import same_person
from capptro_tui.models.field import Field
from capptro_tui.models.record import number
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.pair import Distinct
from capptro_tui.models.types.on_delete import TRASH_WITH
from capptro_tui.models.validation import validate
from capptro_tui.services.duplicates.merge_values import is_empty, merged_values, not_kept
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.rules import alias, cascade
from capptro_tui.services.rules.currencies import has_amounts
from capptro_tui.services.rules.default_customer import end_default
from capptro_tui.services.rules.link_rules import link_problem, values_of

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

NOT_KEPT = "Not kept of"
"""Start of the notice about values that the merge does not keep."""

Versions = tuple[int | None, int | None]
"""Versions of the survivor and of the other as they were shown; None to skip the check."""


def merge(
    database: Database,
    keep_id: int,
    lose_id: int,
    values: Mapping[str, Any] | None = None,
    *,
    versions: Versions = (None, None),
    dry_run: bool = False,
) -> WriteResult:
    """Merge the customer `lose_id` into `keep_id`, the survivor, in one batch.

    The survivor keeps its values and takes those that it lacks. An address is taken whole, a free phone field takes the
    other's number, the texts of a field of several lines are joined. Phone numbers, custom fields and addresses that
    are not kept are in the summary and the notices.

    All links to the other customer move, contacts that are the same person are folded into one, and its number finds
    the survivor from then on.

    Args:
        database: the database.
        keep_id: id of the survivor.
        lose_id: id of the customer that is merged into it.
        values: field to text or value chosen for the survivor; they win over both customers'.
        versions: versions of the two as they were shown.
        dry_run: do everything and roll it back.

    Raises:
        Missing: there is no such customer.
        Invalid: a value cannot be stored.
        Stale: a version is no longer the current one.
        Refused: either customer is in the trash or merged already, or they have amounts in different currencies.
    """
    if keep_id == lose_id:
        raise Refused(f"{number(Customer, keep_id)} cannot be merged with itself. Name two customers.")
    with database.write("merge", dry_run=dry_run) as transaction:
        keep, lose = (_live(transaction, *each) for each in zip((keep_id, lose_id), versions, strict=True))
        _same_currency(transaction, keep, lose)
        changes = _values(transaction, database, keep, lose, values or {})
        lost = _not_kept(transaction, keep, lose, changes)
        state = {"status": changes.pop("status")} if "status" in changes else {}
        transaction.change(keep, changes)
        was_default = transaction.settings().default_customer_id == lose_id
        _fold_contacts(transaction, keep, lose)
        _move(transaction, keep, lose)
        _move_distinct(transaction, keep_id, lose_id)
        cascade.change_many(transaction, Customer, [keep_id], state)
        transaction.change(lose, {"trashed": transaction.batch_id, "merged_into_id": keep_id})
        transaction.summary = f"Merged {_named(lose)} into {_named(keep)}" + (
            f"; not kept: {', '.join(lost)}" if lost else ""
        )
        notices = end_default(transaction)
        if was_default and transaction.settings().default_customer_id == keep_id:
            notices = (f"{keep.name} is the default customer now.",)
        told = (f"{NOT_KEPT} {lose.name}: {', '.join(lost)}.",) if lost else ()
        return result_of(transaction, Customer, keep_id, (*told, *notices))


def _same_currency(transaction: Transaction, keep: Customer, lose: Customer) -> None:
    """Raise Refused if the other customer has amounts in another currency: they are never converted."""
    if keep.currency != lose.currency and has_amounts(transaction, lose.id):
        texts = (f"{_named(row)} is billed in {row.currency}" for row in (lose, keep))
        raise Refused(f"{' and '.join(texts)}, so they cannot be merged.")


def different(database: Database, one_id: int, other_id: int) -> WriteResult:
    """Mark two customers as different; they are not reported as duplicates again. Raises Missing and Refused."""
    low, high = sorted((one_id, other_id))
    if low == high:
        raise Refused(f"{number(Customer, low)} is one customer. Name two.")
    with database.write("different") as transaction:
        names = [_named(_live(transaction, row_id)) for row_id in (low, high)]
        if transaction.count(Distinct, low_id=low, high_id=high):
            raise Refused(f"{names[0]} and {names[1]} are known to be different already.")
        transaction.add(Distinct, {"low_id": low, "high_id": high})
        transaction.summary = f"{names[0]} and {names[1]} are different"
        return result_of(transaction, Customer, low)


def _live(transaction: Transaction, row_id: int, version: int | None = None) -> Customer:
    row = transaction.get(Customer, row_id)
    alias.refuse_merged(Customer, row)
    if row.trashed is not None:
        raise Refused(f"{_named(row)} is in the trash. Restore it first.")
    return transaction.get(Customer, row_id, version)


def _named(row: Customer) -> str:
    return f"{row.name} ({number(Customer, row.id)})"


# --- the survivor's fields ----------------------------------------------------------------------------------------


def _values(
    transaction: Transaction, database: Database, keep: Customer, lose: Customer, picked: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the survivor's fields that change, as field to checked value. Raises Invalid."""
    customer = transaction.schema.own(Customer)
    stored = values_of(customer, keep)
    chosen = validate(customer, picked, stored, now=database.now(), locale=rows.locale(transaction))
    region = transaction.settings().region
    merged = merged_values(customer, stored, values_of(customer, lose), region=region, given=chosen)
    values = {name: value for name, value in merged.items() if value != stored[name]}
    problems = [_too_long(customer.fields[name], value) for name, value in values.items()]
    for link in customer.links():
        problem = link_problem(transaction, link, {**stored, **values}) if link.name in values else None
        if problem and link.name in chosen:
            problems.append(problem)
        elif problem:
            del values[link.name]
    if wrong := [problem for problem in problems if problem]:
        raise Invalid(wrong)
    return values


def _not_kept(transaction: Transaction, keep: Customer, lose: Customer, changes: Mapping[str, Any]) -> list[str]:
    """Return texts of the other customer's values that the survivor will not have."""
    after = {**values_of(Customer, keep), **changes}
    return not_kept(values_of(Customer, lose), after, transaction.settings().region)


def _too_long(field: Field, value: Any) -> FieldError | None:
    """Return a problem if a joined text exceeds its field's limit; only joined texts can."""
    if not field.type.joins_on_merge or value is None or len(value) <= field.limit:
        return None
    text = f"{field.full_label} of both is too long together: {len(value):,} characters, at most {field.limit:,} fit."
    return FieldError(field.name, f"{text} Pick one of the two.")


# --- what points to the other customer ----------------------------------------------------------------------------


def _move(transaction: Transaction, keep: Customer, lose: Customer) -> None:
    """Move all links of the other customer to the survivor, those in the trash too."""
    for other, name in transaction.schema.referencing(Customer):
        if other is Distinct:
            continue
        link = other.fields[name]
        once = [
            field.name
            for field in other.fields.values()
            if field.unique_per_owner and link.type.on_delete is TRASH_WITH
        ]
        moving = transaction.find_many(other, name, [lose.id], only=("id", "trashed", *once))
        for yes in once:
            if transaction.count(other, **{name: keep.id, yes: True, "trashed": None}):
                newcomers = [row_id for row_id, row in moving.items() if row[yes] and row["trashed"] is None]
                transaction.change_many(other, newcomers, {yes: False})
        kept_name = {link.type.name_kept_in: keep.name} if link.type.name_kept_in else {}
        transaction.change_many(other, moving, {name: keep.id, **kept_name})


def _move_distinct(transaction: Transaction, keep_id: int, lose_id: int) -> None:
    """Move the marks of difference to the survivor; a mark between the two is removed."""
    for mine, theirs in (("low_id", "high_id"), ("high_id", "low_id")):
        for pair in transaction.find(Distinct, **{mine: lose_id}):
            third = getattr(pair, theirs)
            low, high = sorted((keep_id, third))
            if third == keep_id or transaction.count(Distinct, low_id=low, high_id=high):
                transaction.remove(Distinct, [pair.id])
            else:
                transaction.change(pair, {"low_id": low, "high_id": high})


def _fold_contacts(transaction: Transaction, keep: Customer, lose: Customer) -> None:
    """Fold each contact that both have into the survivor's contact, unless several are the same person."""
    region = transaction.settings().region
    people = transaction.find(Contact, customer_id=keep.id, trashed=None)
    for person in transaction.find(Contact, customer_id=lose.id, trashed=None):
        same = [
            contact
            for contact in people
            if same_person(values_of(Contact, contact), values_of(Contact, person), region)
        ]
        if len(same) == 1:
            _fold(transaction, same[0], person)


def _fold(transaction: Transaction, kept: Contact, folded: Contact) -> None:
    """Fold a contact into another: it gives the values that the other lacks and its links, and goes to the trash."""
    lacking = {
        field.name: value
        for field in transaction.schema.own(Contact).form_fields()
        if not is_empty(value := getattr(folded, field.name)) and is_empty(getattr(kept, field.name))
    }
    for other, name in transaction.schema.referencing(Contact):
        transaction.change_many(other, transaction.find_many(other, name, [folded.id], only=("id",)), {name: kept.id})
    transaction.change(folded, {"trashed": transaction.batch_id})
    if not folded.left:
        lacking["left"] = False
    if folded.is_primary and not transaction.count(
        Contact, customer_id=kept.customer_id, is_primary=True, trashed=None
    ):
        lacking["is_primary"] = True
    transaction.change(kept, lacking)
