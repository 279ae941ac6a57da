"""The page of an order: its lines, and the amounts paid and open."""

from __future__ import annotations

from textual.content import Content

from capptro_tui.models.records.order import Order
from capptro_tui.models.types import amounts
from capptro_tui.screens.pages.record_page import RecordPage
from capptro_tui.services.business import accounts
from capptro_tui.widgets.page.facts import labelled


class OrderPage(RecordPage):
    """Everything about one order."""

    def __init__(self, row_id: int) -> None:
        super().__init__(Order, row_id)
        self._due: accounts.Due | None = None

    def _read_activity(self) -> None:
        alive = self.row is not None and self.row["trashed"] is None
        self._due = accounts.due(self.desk.database, self.row) if alive and self.row is not None else None

    def _facts(self, width: int) -> list[Content]:
        if self._due is None or self.row is None:
            return []
        currency = self.row["currency"]
        if not self._due.open:
            return [Content.styled("✓ paid", "$success")]
        told = {"Paid": self._due.paid, "Open": self._due.open}
        return [labelled(label, Content(amounts.money(amount, currency))) for label, amount in told.items()]
