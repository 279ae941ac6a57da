"""Contacts who leave and come back."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.records.records import change_in
from capptro_tui.services.rules.link_rules import called


def set_left(database: Database, contact_id: int, *, has_left: bool) -> WriteResult:
    """Mark a contact as one who has left, or who is back. Raises Missing and Refused."""
    with database.write("change") as transaction:
        row, _, notices = change_in(transaction, Contact, contact_id, {"left": has_left}, database)
        transaction.summary = f"{called(Contact, row)} {'has left' if has_left else 'is back'}"
        return result_of(transaction, Contact, contact_id, notices)
