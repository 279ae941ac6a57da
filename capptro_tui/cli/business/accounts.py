"""`statement` and `aging`: the debts of customers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from capptro_tui.cli.database import named, opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command, Option
from capptro_tui.cli.parsing.common import DB, JSON, REF
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.types import amounts
from capptro_tui.models.types.moment_texts import day_text
from capptro_tui.models.types.moments import parse_day
from capptro_tui.services.business import accounts
from capptro_tui.services.business.region import locale


def statement(
    ref: str,
    since: str,
    until: str,
    as_json: bool,
    db: Path | None,
) -> None:
    """Print what a customer was billed and has paid."""
    with opened(db) as database:
        record, row_id = named(database, ref)
        if record is not Customer:
            raise Refused(f"{ref} is not a customer. Statements are of customers, such as C-42.")
        found = accounts.statement(database, row_id, _day(database, since), _day(database, until))
    if as_json:
        output.emit_json(_statement_json(found))
        return
    currency = found.customer["currency"]
    output.tell(f"{found.customer['name']}  ({number(Customer, row_id)}), {_period(found)}")
    lines = [["", "", "Before", "", amounts.money(found.opening, currency)]] if found.since else []
    lines += [
        [
            day_text(entry.day),
            entry.number,
            entry.text,
            amounts.money(entry.amount, currency),
            amounts.money(entry.balance, currency),
        ]
        for entry in found.entries
    ]
    output.table(["Date", "Number", "", "Amount", "Balance"], lines)
    ages = zip(accounts.AGE_LABELS, found.aging.ages, strict=True)
    output.tell(
        "",
        f"Owed: {amounts.money(found.closing, currency)}",
        *(f"  {label}: {amounts.money(n, currency)}" for label, n in ages),
    )
    if found.aging.later:
        output.tell(f"  of it dated later: {amounts.money(found.aging.later, currency)}")


def aging(as_json: bool, db: Path | None) -> None:
    """List who owes what, and for how long."""
    with opened(db) as database:
        found = accounts.aging(database)
    if as_json:
        output.emit_json([_aging_json(one) for one in found])
    elif found:
        output.table(
            [
                "Number",
                "Name",
                *(label.capitalize() for label in accounts.AGE_LABELS),
                "Credit",
                "Balance",
                "Dated later",
            ],
            (
                [number(Customer, one.customer_id), one.name]
                + [amounts.money(amount, one.currency) for amount in (*one.ages, one.credit, one.balance, one.later)]
                for one in found
            ),
        )
    else:
        output.tell("Nobody owes anything.")


def _period(found: accounts.Statement) -> str:
    if not found.since and not found.until:
        return "all of it"
    return f"{day_text(found.since) or 'the beginning'} to {day_text(found.until) or 'the end'}"


def _day(database: Database, text: str) -> str:
    try:
        return parse_day(text, database.now(), locale(database), back=True) if text else ""
    except ValueError as unreadable:
        raise Refused(str(unreadable)) from None


def _aging_json(aging: accounts.Aging) -> dict[str, Any]:
    def plain(amount: int) -> str:
        return amounts.plain(amount, amounts.decimals(aging.currency))

    return {
        "number": number(Customer, aging.customer_id),
        "name": aging.name,
        "currency": aging.currency,
        "ages": [plain(amount) for amount in aging.ages],
        "credit": plain(aging.credit),
        "balance": plain(aging.balance),
        "later": plain(aging.later),
    }


def _statement_json(found: accounts.Statement) -> dict[str, Any]:
    places = amounts.decimals(found.customer["currency"])
    return {
        **_aging_json(found.aging),
        "from": found.since or None,
        "to": found.until or None,
        "opening": amounts.plain(found.opening, places),
        "entries": [
            {
                "day": entry.day,
                "number": entry.number,
                "text": entry.text,
                "amount": amounts.plain(entry.amount, places),
                "balance": amounts.plain(entry.balance, places),
            }
            for entry in found.entries
        ],
        "closing": amounts.plain(found.closing, places),
    }


STATEMENT = Command(
    statement,
    (
        REF,
        Option(("--from",), "since", "First day, such as 2026-01-01.", metavar="DATE", default=""),
        Option(("--to",), "until", "Last day; otherwise all there is.", metavar="DATE", default=""),
        JSON,
        DB,
    ),
    examples=("capptro statement C-42", "capptro statement C-42 --from 2026-01-01 --to 2026-03-31"),
    is_paged=True,
)
AGING = Command(
    aging,
    (JSON, DB),
    details="An order's age counts from its date. Payments on account pay the oldest orders first.",
    examples=("capptro aging", "capptro aging --json"),
    is_paged=True,
)
