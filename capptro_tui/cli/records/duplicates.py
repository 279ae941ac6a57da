"""`duplicates`: all pairs of customers that may be the same, and a check of one that is not entered yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from capptro_tui.cli.options import Db, Json, opened
from capptro_tui.cli.output import text as output
from capptro_tui.errors import Refused
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import duplicate_pairs
from capptro_tui.services.duplicates import duplicates as service

_ALL = 2**62

Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Most pairs to list; otherwise all.")]


def group() -> typer.Typer:
    """The verb, and its command that checks one customer."""
    made = typer.Typer(invoke_without_command=True)
    made.callback()(pairs)
    made.command("check")(check)
    return made


def pairs(context: typer.Context, limit: Limit = None, as_json: Json = False, db: Db = None) -> None:
    """List all pairs of customers that may be the same, worst first.

    Customers that have changed since the last time are compared first. “merge” makes one of two.
    """
    if context.invoked_subcommand is not None:
        if limit is not None or as_json:
            raise typer.BadParameter(f"Options belong after “{context.invoked_subcommand}”.")
        context.obj = db or context.obj
        return
    with opened(context, db) as database:
        with output.bar("Comparing customers") as progress:
            duplicate_pairs.catch_up(database, progress)
        found = duplicate_pairs.pairs(database, 0, limit or _ALL)
    if as_json:
        output.emit_json(
            [
                {
                    "a": number(Customer, pair.low["id"]),
                    "b": number(Customer, pair.high["id"]),
                    "grade": pair.grade,
                    "score": pair.score,
                    "reasons": list(pair.reasons),
                }
                for pair in found
            ]
        )
    elif found:
        output.table(
            ["Grade", "Score", "Number", "Name", "Number", "Name", "Why"],
            (
                [pair.grade, str(pair.score), *_who(pair.low), *_who(pair.high), "; ".join(pair.reasons)]
                for pair in found
            ),
        )
    else:
        output.tell("No two customers look like the same one.")


def check(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help="Name.")] = "",
    phone: Annotated[str, typer.Option("--phone", help="Phone.")] = "",
    alt_phone: Annotated[str, typer.Option("--alt-phone", help="Another phone.")] = "",
    email: Annotated[str, typer.Option("--email", help="Email.")] = "",
    account: Annotated[str, typer.Option("--account", help="Account number.")] = "",
    external_id: Annotated[str, typer.Option("--external-id", help="External ID.")] = "",
    external_id2: Annotated[str, typer.Option("--external-id2", help="Second external ID.")] = "",
    street: Annotated[str, typer.Option("--street", help="Billing street.")] = "",
    postcode: Annotated[str, typer.Option("--postcode", help="Billing postcode.")] = "",
    city: Annotated[str, typer.Option("--city", help="Billing city.")] = "",
    as_json: Json = False,
    db: Db = None,
) -> None:
    """List the customers that may be the same as one with this name, phone, email, …

    The worst come first. Those in the trash count too; nothing is saved.
    """
    values: dict[str, Any] = {
        "name": name,
        "phone": phone,
        "alt_phone": alt_phone,
        "email": email,
        "account": account,
        "external_id": external_id,
        "external_id2": external_id2,
        "billing_street": street,
        "billing_postcode": postcode,
        "billing_city": city,
    }
    if not any(value.strip() for value in values.values()):
        raise Refused("Say what to check: a name, a phone, an email or an account number.")
    with opened(context, db) as database:
        hits = service.check(database, values)
        lines = [
            [hit.grade, str(hit.score), *_who({**hit.row, "id": hit.row_id}), "; ".join(hit.reasons)] for hit in hits
        ]
    if as_json:
        output.emit_json(
            [
                {
                    "number": number(Customer, hit.row_id),
                    "grade": hit.grade,
                    "score": hit.score,
                    "reasons": list(hit.reasons),
                }
                for hit in hits
            ]
        )
    elif lines:
        output.table(["Grade", "Score", "Number", "Name", "Why"], lines)
    else:
        output.tell("No customer looks like this one.")


def _who(row: Mapping[str, Any]) -> list[str]:
    return [number(Customer, row["id"]), str(row["name"])]
