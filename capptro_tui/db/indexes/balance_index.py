"""Triggers that keep the sums of orders and the balances of customers, whoever writes.

An order's sum is that of its lines. A balance is the sum of a customer's orders that are owed, less its credit notes
and payments, plus its refunds. Records in the trash do not count. Sums and balances are not in the journal: an undo of
lines, orders and payments sets them by the same triggers.
"""

from __future__ import annotations

from capptro_tui.models.records.order import CREDIT, OWED
from capptro_tui.models.records.payment import REFUND

_STATES = ", ".join(f"'{state}'" for state in OWED)

ORDER_AMOUNT = f"CASE WHEN {{row}}.kind = '{CREDIT}' THEN -{{row}}.total ELSE {{row}}.total END"
"""SQL for the amount by which an order raises its customer's balance, negative for a credit note."""
PAYMENT_AMOUNT = f"CASE WHEN {{row}}.kind = '{REFUND}' THEN -{{row}}.amount ELSE {{row}}.amount END"
"""SQL for the amount by which a payment lowers its customer's balance, negative for a refund."""

_COUNTS = {
    "order": (
        ORDER_AMOUNT,
        f"{{row}}.trashed IS NULL AND {{row}}.status IN ({_STATES})",
        1,
        ("customer_id", "kind", "status", "total", "trashed"),
    ),
    "payment": (PAYMENT_AMOUNT, "{row}.trashed IS NULL", -1, ("customer_id", "kind", "amount", "trashed")),
}
"""Table to (SQL of the amount of a `row`, SQL condition under which it counts, sign, columns that both depend on)."""

BALANCE = " ".join(
    f'{"+" if sign > 0 else "-"} coalesce((SELECT sum({amount.format(row="o")}) FROM "{table}" AS o'
    f" WHERE o.customer_id = customer.id AND {counts.format(row='o')}), 0)"
    for table, (amount, counts, sign, _) in _COUNTS.items()
).removeprefix("+ ")
"""SQL for the right `balance` of a row of the table `customer`."""


SUMS = {
    name: f'coalesce((SELECT sum({value}) FROM order_line AS o WHERE o.order_id = "order".id AND o.trashed IS NULL), 0)'
    for name, value in (("net", "net"), ("tax", "tax"), ("total", "net + tax"))
}
"""Column to SQL for its right value in a row of the table `order`."""


def kept() -> dict[str, dict[str, str]]:
    """Return table to column to SQL for its right value. Orders come first: balances depend on their sums."""
    return {"order": SUMS, "customer": {"balance": BALANCE}}


def statements() -> dict[str, str]:
    """Return name to DDL of every trigger."""
    made = {
        "sums_order_added": f'AFTER INSERT ON "order" BEGIN {_sum("new.id")} END',
        "sums_line_added": f"AFTER INSERT ON order_line BEGIN {_sum('new.order_id')} END",
        "sums_line_changed": (
            "AFTER UPDATE OF order_id, net, tax, trashed ON order_line"
            f" BEGIN {_sum('old.order_id')} {_sum('new.order_id')} END"
        ),
        "sums_line_removed": f"AFTER DELETE ON order_line BEGIN {_sum('old.order_id')} END",
        # A customer that an undo puts back may come after its orders and payments.
        "balance_customer_added": (
            f"AFTER INSERT ON customer BEGIN UPDATE customer SET balance = {BALANCE}"
            f" WHERE id = new.id AND balance != {BALANCE}; END"
        ),
    }
    for table, (_, _, _, columns) in _COUNTS.items():
        moved = " OR ".join(f"old.{one} IS NOT new.{one}" for one in columns)
        more, less = _add(table, "new", 1), _add(table, "old", -1)
        of = ", ".join(columns)
        made |= {
            f"balance_{table}_added": f'AFTER INSERT ON "{table}" BEGIN {more} END',
            f"balance_{table}_changed": f'AFTER UPDATE OF {of} ON "{table}" WHEN {moved} BEGIN {less} {more} END',
            f"balance_{table}_removed": f'AFTER DELETE ON "{table}" BEGIN {less} END',
        }
    return {name: f"CREATE TRIGGER {name} {body}" for name, body in made.items()}


def _sum(row_id: str) -> str:
    """Return a statement that sets the sums of an order from its lines, if they are wrong."""
    sets = ", ".join(f"{name} = {expression}" for name, expression in SUMS.items())
    wrong = " OR ".join(f"{name} != {expression}" for name, expression in SUMS.items())
    return f'UPDATE "order" SET {sets} WHERE id = {row_id} AND ({wrong});'


def _add(table: str, row: str, sign: int) -> str:
    """Return a statement that adds a row's amount to its customer's balance, or subtracts it for a negative `sign`."""
    amount, counts, own, _ = _COUNTS[table]
    operator = "+" if sign * own > 0 else "-"
    return (
        f"UPDATE customer SET balance = balance {operator} ({amount.format(row=row)})"
        f" WHERE id = {row}.customer_id AND {counts.format(row=row)};"
    )
