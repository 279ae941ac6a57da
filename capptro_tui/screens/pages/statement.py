"""A customer's statement of account: orders, payments, the balance, and the age of the debt."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.types.amounts import money
from capptro_tui.models.types.moment_texts import day_text, day_width
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.services.business import accounts
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.page.facts import flow, labelled
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable, Rows
from capptro_tui.widgets.table.record_table import Column, RecordTable
from capptro_tui.widgets.table.table_columns import Row


class StatementScreen(BrowseScreen[None]):
    """All entries of a customer's account, oldest first."""

    HELP = (
        "An order counts from when it is confirmed. A payment without an order pays the oldest orders first.\n"
        "`enter` opens the order or payment under the cursor."
    )

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self.customer_id = customer_id

    def body(self) -> ComposeResult:
        yield Static(id="head")
        yield PlainTable(
            (
                Column("day", "Date", day_width, lambda row: day_text(row["day"]), align="right", sortable=False),
                Column("number", "Number", 8, lambda row: Content.styled(row["number"], "$muted"), sortable=False),
                Column("text", "", 20, lambda row: row["text"], grow=1, sortable=False),
                Column("amount", "Amount", 13, lambda row: row["amount"], align="right", sortable=False),
                Column("balance", "Balance", 13, lambda row: row["balance"], align="right", sortable=False),
            ),
            empty_text="Nothing was billed or paid yet.",
        )

    def on_mount(self) -> None:
        self._show()
        self.query_one(RecordTable).focus()

    def customer_in_view(self) -> int | None:
        """Return the customer of this statement."""
        return self.customer_id

    def written(self, result: WriteResult) -> None:
        """Read the statement again: nearly every write may change a balance."""
        self._show()

    def _show(self) -> None:
        found = accounts.statement(self.desk.database, self.customer_id)
        self.query_one("#head", Static).update(Content("\n").join(self._head(found)))
        currency = found.customer["currency"]
        rows: list[Row] = [
            {
                "id": place,
                "day": entry.day,
                "number": entry.number,
                "text": entry.text,
                "amount": money(entry.amount, currency),
                "balance": money(entry.balance, currency),
            }
            for place, entry in enumerate(found.entries)
        ]
        self.query_one(RecordTable).show_source(Rows(lambda: rows), keep=True)

    def _head(self, found: accounts.Statement) -> list[Content]:
        width = max(20, self.app.size.width - 4)
        currency = found.customer["currency"]
        name = Content.assemble(
            (show(found.customer["name"]), "bold"), "   ", (number(Customer, self.customer_id), "$muted")
        )
        facts = [labelled("Owed", Content.styled(money(found.closing, currency), "bold"))]
        facts += [
            labelled(label, Content(money(amount, currency)))
            for label, amount in zip(accounts.AGE_LABELS, found.aging.ages, strict=True)
            if amount
        ]
        if found.aging.credit:
            facts.append(labelled("Credit", Content(money(found.aging.credit, currency))))
        if found.aging.later:
            later = money(found.aging.later, currency)
            facts.append(labelled("Of it dated later", Content(later)))
        return [name, *flow(facts, width)]

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        self.desk.open_page(*self.desk.schema.reference(event.row["number"]))

    @on(RecordTable.Failed)
    def _failed(self, event: table_messages.Failed) -> None:
        self.desk.say(str(event.error), severity="error")
