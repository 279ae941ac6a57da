"""What is true of every desk at any time: said of the rows, in plain Python, by the declarations alone."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from capptro_tui.db.database import Database
from capptro_tui.matching.derive import derive, derived_columns
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types import TRASH_WITH, amounts
from tests.services.plausible import Rows, followed
from tests.support import dump

KNOWN = [record for record in SHIPPED.records if record.info.journaled and record.info.name != "user"]
"""The record types of which something is true; users belong to nobody's undo."""

OWED = ("confirmed", "fulfilled")
"""The states in which an order is to be paid for."""


def read(database: Database) -> Rows:
    """The whole desk."""
    return {name: {row["id"]: row for row in found} for name, found in dump(database).items()}


def broken(rows: Rows) -> Iterator[str]:
    """Everything that must never be found, a sentence each."""
    for record in KNOWN:
        for row in rows[record.info.name].values():
            what = f"{record.info.name} {row['id']}"
            yield from (f"{what}: {text}" for text in _of_links(record, row, rows))
            yield from (f"{what}: {text}" for text in _of_names(record, row, rows))
        yield from _of_exclusives(record, rows)
    yield from _of_lines(rows)
    yield from _of_orders(rows)
    yield from _of_balances(rows)


def _of_links(record: RecordType, row: Row, rows: Rows) -> Iterator[str]:
    """No orphan: what is there belongs to what is there, and a record within another to the same one."""
    for field in record.links():
        if row[field.name] is None or field.link not in rows:
            continue
        target = rows[field.link].get(row[field.name])
        if target is None:
            yield f"{field.name} leads nowhere"
        elif field.merged_into and row["trashed"] is None:
            yield "is there, and was merged into another"
        elif row["trashed"] is None:
            # What is held is not removed for good, and what is said of a record outlasts its going to the trash. What
            # has the value of a nearer record belongs to that one.
            outlasts = field.required and field.type.on_delete is not TRASH_WITH
            if target["trashed"] is not None and not outlasts and all(row[name] is None for name in field.copied_from):
                yield f"{field.name} leads into the trash"
            owner = SHIPPED.record_named(field.link).owner_link() if field.type.scoped_by else None
            if owner and target[owner.name] != row[field.type.scoped_by]:
                yield f"{field.name} leads to what belongs to another"
    if record.info.is_singleton and (default := rows["customer"].get(row["default_customer_id"])):
        yield from () if default["status"] == "active" else ("the default customer is not active",)


def _of_names(record: RecordType, row: Row, rows: Rows) -> Iterator[str]:
    """What has the value of another record has it, a name is kept beside its link, and all is found by what it is."""
    for name, right in followed(record, row, rows).items():
        if row[name] != right:
            yield f"{name} is {row[name]!r}, not {right!r}"
    for field in record.links():
        if field.type.name_kept_in and row[field.name] is not None and not row[field.type.name_kept_in]:
            yield f"{field.name} has no name beside it"
    region = next(iter(rows["settings"].values()))["region"]
    derived = derive(record, row, region) if derived_columns(record) else {}
    if any(row[name] != right for name, right in derived.items()):
        yield "is found by what it no longer is"


def _of_exclusives(record: RecordType, rows: Rows) -> Iterator[str]:
    """One primary."""
    owner = record.owner_link()
    for field in record.fields.values() if owner else ():
        live = (row for row in rows[record.info.name].values() if row["trashed"] is None)
        having = (
            Counter(row[owner.name] for row in live if field.unique_per_owner and row[field.name])
            if owner
            else Counter()
        )
        for row in rows[record.info.name].values():
            if (
                field.unique_per_owner
                and row[field.name]
                and row["trashed"] is None
                and (retired := record.retirement())
            ):
                yield from (f"{row['id']} has {field.name} and has left",) if row[retired.name] else ()
        yield from (f"{count} with {field.name} of one owner" for count in having.values() if count > 1)


def _of_lines(rows: Rows) -> Iterator[str]:
    """A line comes to what it says; a half is rounded away from zero."""
    for line in rows["order_line"].values():
        unit = 10 ** amounts.decimals(line["currency"])
        net = _rounded(Decimal(line["quantity"]) * line["unit_price"] * unit / 10**8)
        tax = _rounded(Decimal(net) * line["tax_rate"] / 100_000)
        if (line["net"], line["tax"]) != (net, tax):
            yield f"line {line['id']} comes to {net} and {tax}, not to {line['net']} and {line['tax']}"


def _of_orders(rows: Rows) -> Iterator[str]:
    """An order comes to what its lines come to."""
    sums: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in rows["order_line"].values():
        if line["trashed"] is None:
            for place, value in enumerate((line["net"], line["tax"], line["net"] + line["tax"])):
                sums[line["order_id"]][place] += value
    for order in rows["order"].values():
        if [order["net"], order["tax"], order["total"]] != sums[order["id"]]:
            yield f"order {order['id']} comes to {sums[order['id']]}, not to {order['total']}"


def _of_balances(rows: Rows) -> Iterator[str]:
    """A balance is what orders that are owed for come to, less credit notes and payments, and refunds on top; and all
    of it is in the customer's currency."""
    for name in ("order", "payment", "contract"):
        for row in rows[name].values():
            if row["currency"] != rows["customer"][row["customer_id"]]["currency"]:
                yield f"{name} {row['id']} is in {row['currency']}, which is not its customer's currency"
    for customer in rows["customer"].values():
        if customer["balance"] != (owed := balance(rows, customer["id"])):
            yield f"customer {customer['id']} owes {owed}, not {customer['balance']}"


def balance(rows: Rows, customer_id: int) -> int:
    """What a customer owes, in the smallest unit of its currency."""
    orders, payments = (
        [row for row in rows[name].values() if row["customer_id"] == customer_id and row["trashed"] is None]
        for name in ("order", "payment")
    )
    owed = sum(_sign(order, "credit") * order["total"] for order in orders if order["status"] in OWED)
    return int(owed - sum(_sign(payment, "refund") * payment["amount"] for payment in payments))


def _sign(row: Row, other_way: str) -> int:
    """1, or -1 for what counts the other way round."""
    return -1 if row["kind"] == other_way else 1


def lost_names(before: Rows, after: Rows) -> Iterator[str]:
    """What has lost its link between two moments, and has no name in its place."""
    for record in KNOWN:
        for field in (link for link in record.links() if link.type.name_kept_in):
            for row_id, row in after[record.info.name].items():
                was = before[record.info.name].get(row_id, {}).get(field.name)
                if was is not None and row[field.name] is None and not row[field.type.name_kept_in]:
                    yield f"{record.info.name} {row_id} has neither {field.name} nor a name"


def missing_files(database: Database, rows: Rows, attached: set[bytes]) -> Iterator[str]:
    """Documents whose content is not beside the database: of rows, and of `attached`, which an undo may bring back."""
    folder = database.path.with_name(f"{database.path.name}.files")
    wanted = {hashlib.sha256(content).hexdigest() for content in attached}
    for sha256 in wanted | {row["sha256"] for row in rows["attachment"].values()}:
        path = folder / sha256[:2] / sha256
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"the content {sha256} is not there"


def _rounded(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))
