"""Rules of customers: the currency of their amounts, and the default one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.currencies import has_amounts
from capptro_tui.services.rules.default_customer import end_default
from capptro_tui.services.rules.writing import Writing

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


class CustomerBehaviour(Behaviour):
    """Rules of customers."""

    triggers = frozenset({"currency"})

    def check(self, writing: Writing) -> None:
        """Raise Invalid if a customer with amounts is to get another currency."""
        if writing.row_id is not None and (told := has_amounts(writing.transaction, writing.row_id)):
            raise Invalid([FieldError("currency", f"Currency: there is {told} in the old one.")])

    def changed(self, transaction: Transaction, ids: Collection[int], values: Mapping[str, Any]) -> None:
        """Unset the default customer if it was deactivated."""
        if "status" in values:
            transaction.notices += end_default(transaction)
