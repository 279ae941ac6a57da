"""Decide about submissions: values for a new customer or work item, and rejecting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Refused
from capptro_tui.models.record import Row, number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.submission import NEW, REJECTED, Submission
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.types.json_object import named_values
from capptro_tui.services.business.region import locale
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records import records
from capptro_tui.services.records.belonging import join_key
from capptro_tui.services.submissions.asking import askable_fields, asked_fields, field_of, is_message

Values = dict[str, Any]
"""Field name to value, and `join_key` of the submission to its id."""


def form_of(database: Database, submission: Row) -> Row | None:
    """Return the form of a submission; None if it is gone."""
    form_id = submission["public_form_id"]
    return rows.one(database, PublicForm, form_id) if form_id is not None else None


def may_create_customer(database: Database, submission: Row) -> bool:
    """Return whether a customer may be created from a submission: it is new, and its form allows it."""
    form = form_of(database, submission)
    return submission["status"] == NEW and (form is None or bool(form["creates_customers"]))


def customer_values(database: Database, submission: Row) -> Values:
    """Return the values for the form of a new customer, which is joined with the submission.

    The form may have changed since: a field that it no longer asks for is found as well.
    A value that its field cannot hold goes to the description, after its label; so does a second one of a field.
    Raises Refused.
    """
    record = database.schema.own(Customer)
    form = form_of(database, submission)
    asked = asked_fields(database.schema, form["asks_for"] if form else PublicForm.fields["asks_for"].default)
    fields = [*asked, *askable_fields(database.schema)]
    label = form["message_label"] if form else ""
    values: Values = {}
    unfit: list[str] = []
    for name, text in _sent(submission).items():
        one = field_of(fields, name)
        if one is None or is_message(name, label) or not text.strip():
            continue
        try:
            record.fields[one.field.name].parse(text, now=database.now(), locale=locale(database))
        except ValueError:
            unfit.append(f"{one.field.full_label}: {text}")
            continue
        if values.setdefault(one.field.name, text) != text:
            unfit.append(f"{one.field.full_label}: {text}")
    if unfit:
        values["description"] = "\n".join(filter(None, [values.get("description", ""), *unfit]))
    return values | {join_key(Submission, Submission.fields["customer_id"]): submission["id"]}


def work_item_values(database: Database, submission: Row) -> Values:
    """Return the values for the form of a new work item, which is joined with the submission."""
    form = form_of(database, submission)
    text = str(submission["content"])
    limit = WorkItem.fields["description"].limit
    if len(text) > limit:
        rest = f"\n… {number(Submission, submission['id'])} has the rest."
        text = text[: limit - len(rest)] + rest
    values: Values = {"description": text}
    if form is not None:
        values["title"] = form["heading"]
    if submission["customer_id"] is not None:
        values["customer_id"] = submission["customer_id"]
    return values | {join_key(Submission, Submission.fields["work_item_id"]): submission["id"]}


def link_customer(database: Database, submission_id: int, customer_id: int) -> WriteResult:
    """Link a submission to a customer. Raises Refused."""
    return records.change(database, Submission, submission_id, {"customer_id": customer_id})


def reject(database: Database, submission_id: int) -> WriteResult:
    """Reject a submission. Raises Refused if it has a customer."""
    row = rows.one(database, Submission, submission_id)
    if row is not None and row["customer_id"] is not None:
        raise Refused("The submission has a customer: take that away first (e), or undo (u).")
    return records.change(database, Submission, submission_id, {"status": REJECTED})


def _sent(submission: Row) -> Mapping[str, str]:
    """Return the fields of a submission as they were sent."""
    fields = named_values(submission["sent"]).get("fields")
    return {name: value for name, value in fields.items() if isinstance(value, str)} if isinstance(fields, dict) else {}
