"""`duplicates`: all pairs of customers that may be the same, and the duplicates of one that is not entered yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command, Option, Verb
from capptro_tui.cli.parsing.common import DB, JSON, limit
from capptro_tui.errors import Refused
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import duplicate_pairs
from capptro_tui.services.duplicates import duplicates as service

_ALL = 2**62


def pairs(limit: int | None, as_json: bool, db: Path | None) -> None:
    """List all pairs of customers that may be the same, worst first."""
    with opened(db) as database:
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
    as_json: bool,
    db: Path | None,
    **values: str,
) -> None:
    """List the customers that may be the same as one with these `values`, by the names of the fields."""
    if not any(value.strip() for value in values.values()):
        raise Refused("Say what to check: a name, a phone, an email or an account number.")
    with opened(db) as database:
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


_CHECKED = (
    ("--name", "name", "Name.", "TEXT"),
    ("--phone", "phone", "Phone.", "PHONE"),
    ("--alt-phone", "alt_phone", "Another phone.", "PHONE"),
    ("--email", "email", "Email.", "EMAIL"),
    ("--account", "account", "Account number.", "TEXT"),
    ("--external-id", "external_id", "External ID.", "TEXT"),
    ("--external-id2", "external_id2", "Second external ID.", "TEXT"),
    ("--street", "billing_street", "Billing street.", "TEXT"),
    ("--postcode", "billing_postcode", "Billing postcode.", "TEXT"),
    ("--city", "billing_city", "Billing city.", "TEXT"),
)

_CHECK = Command(
    check,
    (
        *(Option((flag,), name, text, metavar=metavar, default="") for flag, name, text, metavar in _CHECKED),
        JSON,
        DB,
    ),
    details="The worst come first. Those in the trash count too; nothing is saved.",
    examples=('capptro duplicates check --name "Acme Ltd" --phone "01632 960111"',),
    is_paged=True,
)
DUPLICATES = Command(
    pairs,
    (limit("Most pairs to list; otherwise all.", None, most=_ALL), JSON, DB),
    details="The worst come first. Customers that have changed since the last time are compared first. “merge” makes "
    "one of two.",
    examples=("capptro duplicates", "capptro duplicates --limit 20", 'capptro duplicates check --name "Acme Ltd"'),
    verbs=(Verb("check", "List the customers that may be the same as a new one.", _CHECK),),
    is_paged=True,
)
