"""The verbs that only read."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from capptro_tui.cli.options import Db, Json, Ref, chosen, named, opened, record_type
from capptro_tui.cli.output import pages
from capptro_tui.cli.output import text as output
from capptro_tui.errors import Refused
from capptro_tui.exchange import journal, records, shapes
from capptro_tui.exchange.files import replacing
from capptro_tui.locations import backup_folder, config_path, document_folder, drafts_folder, log_path
from capptro_tui.matching.derive import is_searchable
from capptro_tui.models.registry import numbered, reference
from capptro_tui.services.history import journal as past
from capptro_tui.services.search import find as search
from capptro_tui.services.search import listing
from capptro_tui.services.start import about
from capptro_tui.storage.place import answered

_ALL = 1_000_000
"""Changes of an event that a program is told."""

_MOST = 200
"""Changes of an event that people are told."""


def find(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="Part of a name, number, phone, email, …")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most records to list.")] = 20,
    only: Annotated[
        str | None, typer.Option("--only", metavar="RECORDS", help="Look among these only, such as customers.")
    ] = None,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Find records by any part of a name, number or phone.

    Accounts, emails and contacts are searched as well; accents, case and slips of the fingers do not matter. The best
    come first.
    """
    among = [record_type(only)] if only else [record for record in numbered() if is_searchable(record)]
    wanted = " ".join(text)
    if not wanted.strip():
        raise Refused("Say what to look for: a part of a name, a number, a phone, an email.")
    with opened(context, db) as database:
        hits = search.find(database, wanted, among, limit=limit)
    if as_json:
        output.emit_json(
            [
                {
                    "record": hit.record.info.name,
                    "number": hit.number,
                    "name": hit.name,
                    "score": hit.score,
                    "matched": hit.matched,
                }
                for hit in hits
            ]
        )
    elif hits:
        lines = [[hit.number, hit.name, hit.record.info.label, hit.matched.replace("_", " ")] for hit in hits]
        output.table(["Number", "Name", "Record", "Found in"], lines)
    else:
        output.tell(f"Nothing is found for “{wanted[:100]}”.")


def show(context: typer.Context, ref: Ref, as_json: Json = False, db: Db = None) -> None:
    """Show one record; of a customer, the whole page.

    The page of a customer has the contacts, work items and latest history, too.
    """
    reference(ref)
    with opened(context, db) as database:
        record, row_id = named(database, ref)
        row = listing.one(database, record, row_id)
        if not as_json:
            pages.page(database, record, row)
            return
        shown = shapes.whole(database, record, row_id)
        for other, found in pages.related(database, record, row):
            shown[other.info.slug.replace("-", "_")] = [records.to_json(other, one) for one in found]
    output.emit_json(shown)


def history(
    context: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="[REF]", help="A record's number; without it, everything.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most events to list.")] = 50,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """List what was changed, when and by whom.

    Newest first; of a record also from what to what. The numbers of the batches are those that “undo” takes.
    """
    record, row_id = reference(ref) if ref else (None, None)
    with opened(context, db) as database:
        if ref:
            named(database, ref)  # says where a merged one's history goes on
        events = past.history(database, record, row_id, limit=limit, most=_ALL if as_json else _MOST)
        if record is not None and row_id is not None and not events:
            listing.one(database, record, row_id)
        if as_json:
            output.emit_json([journal.event(one) for one in events])
        elif events:
            pages.told_events(events, database if record else None)
        else:
            output.tell("Nothing has been changed yet.")


def export(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="RECORDS", help="customers, contacts, work-items, …")],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="json.")] = "json",
    to: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, not to the screen.")
    ] = None,
    db: Db = None,
) -> None:
    """Write all records of a kind as JSON.

    Customers have the 41 API names and “extensions”, all others their field names. Records in the trash are left out.
    """
    record = record_type(slug)
    if form != "json":
        raise typer.BadParameter(f"“{form}” is no format of this program; known is json.")
    with opened(context, db) as database:
        exported = output.progress(
            shapes.export(database, record),
            shapes.last_id(database, record),
            record.info.plural,
            shown=to is not None or not sys.stdout.isatty(),
        )
        if to is None or str(to) == "-":
            _write_list(output.emit, map(output.to_text, exported))
            return
        with replacing(to, database=database.path) as file:
            _write_list(lambda line: print(line, file=file), (json.dumps(one, ensure_ascii=False) for one in exported))
    output.tell(f"Written to {to}.")


def _write_list(write: Callable[[str], Any], items: Iterable[str]) -> None:
    """A JSON list, an item a line, without ever holding it whole."""
    write("[")
    last = ""
    for item in items:
        if last:
            write(last + ",")
        last = item
    if last:
        write(last)
    write("]")


def where(context: typer.Context, as_json: Json = False, db: Db = None) -> None:
    """Say which files are in use, and what endangers them where they are."""
    database = chosen(context, db)
    files = {
        "database": database,
        "documents": document_folder(database),
        "config": config_path(),
        "log": log_path(),
        "backups": backup_folder(database),
        "drafts": drafts_folder(),
    }
    warnings = about.warnings(database)
    if as_json:
        output.emit_json({**{name: str(path) for name, path in files.items()}, "warnings": warnings})
        return
    unknown: list[str] = []
    missing = answered(lambda: [name for name, path in files.items() if not os.path.exists(path)], unknown)
    output.details(
        [
            (name.capitalize(), str(path) + ("  (not made yet)" if name in missing else ""))
            for name, path in files.items()
        ],
        indent=0,
    )
    output.tell(*warnings)
