"""Rules of contacts: a contact who has left is no primary contact, and another one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.record import number
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.link_rules import called
from capptro_tui.services.rules.writing import Writing

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

_NAMED = 3
"""Most contacts that a notice names."""


class ContactBehaviour(Behaviour):
    """Rules of contacts."""

    triggers = frozenset({"left", "is_primary"})

    def check(self, writing: Writing) -> None:
        """Unmark a primary contact who has left. Raises Invalid if a contact who has left is to be marked."""
        whole = writing.whole
        if not (whole["left"] and whole["is_primary"]):
            return
        if writing.values.get("is_primary"):
            text = f"Primary contact: {Contact.called({**whole, 'id': writing.row_id})} has left. Choose somebody else."
            raise Invalid([FieldError("is_primary", text)])
        writing.values["is_primary"] = False
        writing.notices.append(ask_for_primary(writing.transaction, whole["customer_id"], writing.row_id))

    def deleted(self, transaction: Transaction, row_id: int) -> tuple[str, ...]:
        """Return a notice if the contact was the primary one of a customer that is still there."""
        contact = transaction.get(Contact, row_id)
        if not contact.is_primary or transaction.get(Customer, contact.customer_id).trashed is not None:
            return ()
        return (ask_for_primary(transaction, contact.customer_id, row_id),)


def ask_for_primary(transaction: Transaction, customer_id: int, without: int | None) -> str:
    """Return a notice that a customer has no primary contact, other than `without`, and which contacts could be it."""
    name = transaction.get(Customer, customer_id).name
    there = transaction.find(Contact, customer_id=customer_id, trashed=None, left=False)
    others = [
        f"{called(Contact, contact)} ({number(Contact, contact.id)})" for contact in there if contact.id != without
    ]
    if not others:
        return f"{name} has no primary contact any more."
    named = ", ".join(others[:_NAMED]) + (f" and {len(others) - _NAMED} more" if len(others) > _NAMED else "")
    return f"{name} has no primary contact any more. Make one of the others the primary contact: {named}."
