"""`export`: all records of a type as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from capptro_tui.cli.database import opened, record_type
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command, Option
from capptro_tui.cli.parsing.common import DB, output_file, record_slugs
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.exchange import shapes
from capptro_tui.exchange.files import replacing


def export(slug: str, form: str, to: Path | None, db: Path | None) -> None:
    """Write all records of a type as JSON."""
    record = record_type(slug)
    if form != "json":
        raise Misused(f"“{form[:40]}” is no format of this program; known is json. “capptro list” writes CSV.")
    with opened(db) as database:
        exported = output.progress(
            shapes.export(database, record),
            shapes.last_id(database, record),
            record.info.plural,
            shown=to is not None or not sys.stdout.isatty(),
        )
        if to is None or str(to) == "-":
            output.write_list(output.emit, map(output.to_text, exported))
            return
        with replacing(to, database=database.path) as file:
            lines = (json.dumps(one, ensure_ascii=False) for one in exported)
            output.write_list(lambda line: print(line, file=file), lines)
    output.tell(f"Written to {to}.")


EXPORT = Command(
    export,
    (
        Argument("slug", "RECORDS", "customers, contacts, work-items, …", words=record_slugs),
        Option(("--format",), "form", "json.", metavar="FORMAT", default="json", words=lambda: ["json"]),
        output_file(),
        DB,
    ),
    details="Customers have the 41 API names and “extensions”, all others their field names. Records in the trash are "
    "left out.",
    examples=("capptro export customers -o customers.json", "capptro export work-items"),
)
