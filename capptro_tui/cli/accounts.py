"""`statement` and `aging`: what customers owe."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from capptro_tui.cli import output
from capptro_tui.cli.options import Db, Json, Ref, named, opened
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.amounts import money
from capptro_tui.models.customer import Customer
from capptro_tui.models.moments import parse_day
from capptro_tui.models.record import number
from capptro_tui.services import accounts


def statement(
    context: typer.Context,
    ref: Ref,
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="First day, such as 2026-01-01.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day; otherwise today.")] = "",
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Print what a customer was billed and has paid."""
    with opened(context, db) as database:
        record, row_id = named(database, ref)
        if record is not Customer:
            raise Refused(f"{ref} is not a customer. Statements are of customers, such as C-42.")
        found = accounts.statement(database, row_id, _day(database, since), _day(database, until))
    if as_json:
        output.emit_json(_statement_json(found))
        return
    currency = found.customer["currency"]
    output.tell(f"{found.customer['name']}  ({number(Customer, row_id)}), {found.since or 'all'} to {found.until}")
    lines = [["", "", "Before", "", money(found.opening, currency)]] if found.since else []
    lines += [
        [one.day, one.number, one.text, money(one.amount, currency), money(one.balance, currency)]
        for one in found.entries
    ]
    output.table(["Date", "Number", "", "Amount", "Balance"], lines)
    ages = zip(accounts.AGE_LABELS, found.aging.ages, strict=True)
    output.tell(
        "", f"Owed: {money(found.closing, currency)}", *(f"  {label}: {money(n, currency)}" for label, n in ages)
    )


def aging(context: typer.Context, as_json: Json = False, db: Db = None) -> None:
    """List who owes what, and for how long.

    An order's age counts from its date. Payments on account pay the oldest orders first.
    """
    with opened(context, db) as database:
        found = accounts.aging(database)
    if as_json:
        output.emit_json([_aging_json(one) for one in found])
    elif found:
        output.table(
            ["Number", "Name", *(label.capitalize() for label in accounts.AGE_LABELS), "Credit", "Balance"],
            (
                [number(Customer, one.customer_id), one.name]
                + [money(amount, one.currency) for amount in (*one.ages, one.credit, one.balance)]
                for one in found
            ),
        )
    else:
        output.tell("Nobody owes anything.")


def _day(database: Database, text: str) -> str:
    try:
        return parse_day(text, database.now()) if text else ""
    except ValueError as unreadable:
        raise Refused(str(unreadable)) from None


def _aging_json(one: accounts.Aging) -> dict[str, Any]:
    return {
        "number": number(Customer, one.customer_id),
        "name": one.name,
        "currency": one.currency,
        "ages": list(one.ages),
        "credit": one.credit,
        "balance": one.balance,
    }


def _statement_json(found: accounts.Statement) -> dict[str, Any]:
    return {
        **_aging_json(found.aging),
        "from": found.since or None,
        "to": found.until,
        "opening": found.opening,
        "entries": [
            {"day": one.day, "number": one.number, "text": one.text, "amount": one.amount, "balance": one.balance}
            for one in found.entries
        ],
        "closing": found.closing,
    }
