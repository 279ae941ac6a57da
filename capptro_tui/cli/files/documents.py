"""The verbs for documents: files attached to a record, listed, copied out, opened."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.database import named, opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command, Option
from capptro_tui.cli.parsing.common import DB, JSON, REF, known_schema
from capptro_tui.errors import Refused
from capptro_tui.exchange import records
from capptro_tui.models.record import Row, number
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.services.documents import attachments as service
from capptro_tui.services.documents import opening
from capptro_tui.services.search import listing


def attach(
    ref: str,
    paths: list[Path],
    description: str,
    as_json: bool,
    db: Path | None,
) -> None:
    """Attach files to a record, and print the numbers of the documents."""
    known_schema().reference(ref)
    with opened(db) as database:
        record, row_id = named(database, ref)
        done = service.attach(database, record, row_id, paths, description=description)
        made = [
            listing.one(database, Attachment, change.row_id) for change in done.changes if change.record is Attachment
        ]
    if as_json:
        output.emit_json([records.to_json(database.schema, Attachment, row) for row in made])
    else:
        output.tell(*(number(Attachment, row["id"]) for row in made))


def attachments(
    ref: str,
    to: Path | None,
    as_json: bool,
    db: Path | None,
) -> None:
    """List the documents of a record, or copy them to a folder."""
    known_schema().reference(ref)
    with opened(db) as database:
        record, row_id = named(database, ref)
        found = service.documents(database, record, row_id)
        copies = [] if to is None else service.export(database, found, to)
    if as_json:
        shown = [records.to_json(database.schema, Attachment, row) for row in found]
        for one, path in zip(shown, copies, strict=False):
            one["file"] = str(path)
        output.emit_json(shown)
    elif not found:
        output.tell("There are no documents.")
    elif to is None:
        output.table(_COLUMNS, ([number(Attachment, row["id"]), *_cells(row)] for row in found))
    else:
        output.tell(*(str(path) for path in copies))


_SHOWN = ("name", "size", "type", "description")
_COLUMNS = ("Number", *(Attachment.fields[name].label for name in _SHOWN), "")


def _cells(row: Row) -> list[str]:
    trashed = "in the trash" if row["trashed"] is not None else ""
    return [*(Attachment.fields[name].format(row[name]) for name in _SHOWN), trashed]


def open_(ref: str, db: Path | None) -> None:
    """Open a document in its program."""
    record, row_id = known_schema().reference(ref)
    if record is not Attachment:
        raise Refused(f"Only documents can be opened, by a number such as D-42; “{ref[:40]}” is none of theirs.")
    with opened(db) as database:
        opening.open_document(database, listing.one(database, record, row_id))


_DOCUMENT = Argument("ref", "NUMBER", "A document's number, such as D-42.")

ATTACH = Command(
    attach,
    (
        REF,
        Argument("paths", "FILE", "Files; they are copied in.", count="many", read=Path, is_file=True),
        Option(("--description",), "description", "What they are.", metavar="TEXT", default=""),
        JSON,
        DB,
    ),
    details="They are copied beside the database, all of them or none; what happens to the files afterwards does not "
    "matter. The numbers of the documents are printed.",
    examples=("capptro attach C-42 quote.pdf", 'capptro attach W-7 before.jpg after.jpg --description "The boiler"'),
)
ATTACHMENTS = Command(
    attachments,
    (
        REF,
        Option(
            ("--to",),
            "to",
            "Copy them to this folder; nothing is overwritten.",
            metavar="FOLDER",
            read=Path,
            is_file=True,
        ),
        JSON,
        DB,
    ),
    details="Of a customer also those of its contacts, work items and all else. With the number of a document, "
    "that one.",
    examples=("capptro attachments C-42", "capptro attachments C-42 --to ~/Desktop"),
    is_paged=True,
)
OPEN = Command(
    open_,
    (_DOCUMENT, DB),
    details="The program gets a copy that it cannot change; the document stays as it is.",
    examples=("capptro open D-42",),
)
