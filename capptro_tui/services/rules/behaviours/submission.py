"""Rules of submissions: the state follows the customer, and what was sent stays as it was sent."""

from __future__ import annotations

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.submission import CREATED, LINKED, NEW, REJECTED, WITH_CUSTOMER, Submission
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.writing import Writing

_RECEIVED = ("public_form_id", "name", "received_at", "source", "content", "sent", "digest")


class SubmissionBehaviour(Behaviour):
    """Rules of submissions."""

    triggers = frozenset({"customer_id", "status", *_RECEIVED})
    how_created = (
        "A submission is received, not typed: “capptro submissions add FILE” reads one, and “capptro submissions "
        "collect” those in the inbox."
    )

    def check(self, writing: Writing) -> None:
        """Let the state follow the customer. Raises Invalid if they do not fit, or what was sent is to change."""
        values, whole = writing.values, writing.whole
        if fixed := [name for name in _RECEIVED if name in values]:
            label = Submission.fields[fixed[0]].label
            raise Invalid([FieldError(fixed[0], f"{label} of a submission stays as it was received.")])
        if "customer_id" in values and "status" not in values:
            if whole["customer_id"] is not None and whole["status"] == REJECTED:
                raise Invalid([FieldError("customer_id", "Customer: the submission is rejected. Reopen it first.")])
            values["status"] = self._state(writing)
        elif whole["status"] in WITH_CUSTOMER and whole["customer_id"] is None:
            text = "Status: a submission gets this state with its customer. Link it to a customer."
            raise Invalid([FieldError("status", text)])
        elif whole["status"] not in WITH_CUSTOMER and whole["customer_id"] is not None:
            raise Invalid([FieldError("status", "Status: the submission has a customer. Take that away first.")])

    def _state(self, writing: Writing) -> str:
        """Return the state that follows from the customer: created if it is of the same batch."""
        whole = writing.whole
        if whole["customer_id"] is None:
            return REJECTED if whole["status"] == REJECTED else NEW
        customer = writing.transaction.get(Customer, whole["customer_id"])
        return CREATED if customer.version == writing.transaction.batch_id else LINKED
