"""Rules of contracts."""

from __future__ import annotations

from capptro_tui.models.records.contract import Contract
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.currencies import keep_currency
from capptro_tui.services.rules.writing import Writing


class ContractBehaviour(Behaviour):
    """Rules of contracts."""

    triggers = frozenset({"customer_id"})

    def check(self, writing: Writing) -> None:
        """Keep a contract's currency."""
        keep_currency(writing, Contract)
