"""Records and changes as people read them on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capptro_tui.cli.output import text as output
from capptro_tui.cli.output.cells import cell
from capptro_tui.cli.output.related import has_whole_page, related
from capptro_tui.db.database import Database
from capptro_tui.exchange import journal
from capptro_tui.exchange.records import own_fields
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.moment_texts import stamp_text
from capptro_tui.services.history.journal import Event, describe_changes, history
from capptro_tui.services.history.user_names import with_names
from capptro_tui.services.history.write_result import RowChange, WriteResult

_EVENTS = 10
_IN_TRASH = "in the trash"
_EMPTY = "(empty)"


def page(database: Database, record: RecordType, row: Row) -> None:
    """Print one record; of a customer, the whole page."""
    state = f", {_IN_TRASH}" if row["trashed"] is not None else ""
    output.tell(f"{record.called(row)}  ({record.info.label.lower()} {number(record, row['id'])}{state})")
    sections: dict[str, list[tuple[str, str]]] = {"": []}
    for field in own_fields(record):
        if any(link.type.name_kept_in == field.name and row[link.key] == row[field.name] for link in record.links()):
            continue  # the link shows this name already
        sections.setdefault(field.section, []).append((field.label, cell(database.schema, field, row, whole=True)))
    rest = sections.pop("")
    if not sections:
        output.details(_filled(rest))
        rest = []
    for section, lines in sections.items():
        if filled := _filled(lines):
            output.heading(section)
            output.details(filled)
    row = with_names(database, row)
    made = f"{stamp_text(row['created_at'])} by {row['created_by']}"
    last = f"{stamp_text(row['modified_at'])} by {row['modified_by']}"
    output.heading("Record")
    output.details([*_filled(rest), ("Created", made), ("Last change", last), ("Version", str(row["version"]))])
    for other, found in related(database, record, row):
        output.heading(f"{other.info.plural} ({len(found)})")
        _listed(database.schema, other, found, of=record)
    if has_whole_page(record):
        output.heading("History")
        print_events(history(database, record, row["id"], limit=_EVENTS))


def _filled(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, text) for label, text in lines if text]


def _listed(schema: Schema, record: RecordType, found: Iterable[Row], *, of: RecordType) -> None:
    """Print the records of an owner as rows of a list, without the column of the owner."""
    columns = [field for field in record.list_fields() if field.link != of.info.name]
    output.table(
        ["Number", *(field.label for field in columns), ""],
        (
            [
                number(record, row["id"]),
                *(cell(schema, field, row) for field in columns),
                _IN_TRASH if row["trashed"] else "",
            ]
            for row in found
        ),
        indent=2,
    )


def print_changes(done: WriteResult, *, dry_run: bool = False) -> None:
    """Print the changes of a batch, or those that it would make."""
    if dry_run:
        output.tell("Nothing was changed. This would happen:", *done.notices)
    elif done.changes:
        output.tell(f"{done.summary}.", *done.notices)
    else:
        output.tell("There was nothing to change.")
    output.table(["Number", "Name", "Change"], (line for change in done.changes for line in _lines(change)), indent=2)
    if done.count > len(done.changes):
        output.tell(f"  … and {done.count - len(done.changes):,} more records")
    if done.changes and not dry_run:
        output.tell(f"This is batch {done.batch}.")


def _lines(changed: RowChange) -> Iterator[list[str]]:
    """Yield the lines for a changed row: one for each field, and a single one for an added or removed row."""
    name = [changed.number, changed.title]
    if changed.operation != "change":
        yield [*name, "added" if changed.operation == "create" else "removed"]
        return
    if changed.trash:
        yield [*name, f"{changed.trash} the trash"]
    for label, before, after in changed.described():
        yield [*name, f"{label}: {_sides(changed, before, after)}"]


def print_events(events: Iterable[Event], database: Database | None = None) -> None:
    """Print events, newest first; with a database, every field that they changed."""
    if database is None:
        output.table(["Batch", "When", "Who", "What", ""], (_event(event) for event in events), indent=2)
        return
    for event in events:
        output.tell("  ".join(text for text in _event(event) if text))
        for changed, fields in zip(event.changes, describe_changes(database, event.changes), strict=True):
            lines = [(label, _sides(changed, before, after)) for label, before, after in fields]
            if lines:
                output.tell(f"  {changed.number} {changed.title}")
            output.details(lines, indent=4)
        if event.total > len(event.changes):
            output.tell(f"  … and {event.total - len(event.changes):,} more records")


def _sides(changed: RowChange, before: str, after: str) -> str:
    """Return the values before and after a change; of an added or removed record, the only value."""
    if changed.operation == "change":
        return f"{before or _EMPTY} → {after or _EMPTY}"
    return f"{before}{after}"


def _event(event: Event) -> list[str]:
    undone = f"undone by {event.undone_by}" if event.undone_by is not None else ""
    return [str(event.batch), stamp_text(event.at), event.by, event.summary, undone]


def changes_json(done: WriteResult, *, dry_run: bool) -> dict[str, object]:
    """Return the changes of a batch as `{"changes": […]}`, with `"batch"` unless it is a dry run."""
    shown: dict[str, object] = {"changes": journal.changes(done.changes)}
    if not dry_run:
        shown["batch"] = done.batch
    return shown


def print_result(done: WriteResult, *, as_json: bool, dry_run: bool = False) -> None:
    """Print the changes of a batch, or those that it would make, for people or as JSON."""
    if as_json:
        output.emit_json(changes_json(done, dry_run=dry_run))
    else:
        print_changes(done, dry_run=dry_run)
