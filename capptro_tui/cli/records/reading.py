"""`find`, `show` and `history`: the verbs that only read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from capptro_tui.cli.database import named, opened, record_type
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command
from capptro_tui.cli.parsing.common import DB, JSON, REFS, known_schema, limit, only
from capptro_tui.db.database import Database
from capptro_tui.exchange.access import find_records
from capptro_tui.matching.derive import is_searchable

_ALL = 1_000_000
"""The most changes of an event in JSON."""

_MOST = 200
"""The most changes of an event in text for people."""


def find(text: list[str], limit: int, only: str | None, as_json: bool, db: Path | None) -> None:
    """Find records by any part of a name, number or phone."""
    among = [record_type(only)] if only else [record for record in known_schema().numbered if is_searchable(record)]
    wanted = " ".join(text)
    with opened(db) as database:
        hits = find_records(database, wanted, among, limit)
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


def show(refs: list[str], as_json: bool, db: Path | None) -> None:
    """Show records, one below the other; of a customer, the whole page. In JSON several are a list."""
    for ref in refs:
        known_schema().reference(ref)
    with opened(db) as database:
        if as_json:
            shown = [_shown(database, ref) for ref in refs]
            output.emit_json(shown[0] if len(shown) == 1 else shown)
            return
        from capptro_tui.cli.output import pages  # late: programs do without
        from capptro_tui.services.search import listing

        found = [named(database, ref) for ref in refs]
        read = [(record, listing.one(database, record, row_id)) for record, row_id in found]
        for place, (record, row) in enumerate(read):
            if place:
                output.emit("")
            pages.page(database, record, row)


def _shown(database: Database, ref: str) -> dict[str, Any]:
    """Return a record in JSON; a customer with the related records of its page. Raises Refused."""
    from capptro_tui.cli.output import related  # late: only JSON needs it
    from capptro_tui.exchange import records, shapes
    from capptro_tui.services.search import listing

    record, row_id = named(database, ref)
    row = listing.one(database, record, row_id)
    shown = shapes.whole(database, record, row_id)
    for other, found in related.related(database, record, row):
        shown[other.info.slug.replace("-", "_")] = [records.to_json(database.schema, other, one) for one in found]
    return shown


def history(ref: str | None, limit: int, as_json: bool, db: Path | None) -> None:
    """List what was changed, when and by whom."""
    from capptro_tui.cli.output import pages  # late: `find` does without
    from capptro_tui.exchange import journal
    from capptro_tui.services.history import journal as past
    from capptro_tui.services.search import listing

    record, row_id = known_schema().reference(ref) if ref else (None, None)
    with opened(db) as database:
        if ref:
            named(database, ref)  # reports where the history of a merged record continues
        events = past.history(database, record, row_id, limit=limit, most=_ALL if as_json else _MOST)
        if record is not None and row_id is not None and not events:
            listing.one(database, record, row_id)
        if as_json:
            output.emit_json([journal.event(event) for event in events])
        elif events:
            pages.print_events(events, database if record else None)
        else:
            output.tell("Nothing has been changed yet.")


FIND = Command(
    find,
    (
        Argument("text", "TEXT", "Part of a name, number, phone, email, …", count="many"),
        limit("Most records to list.", 20),
        only("Look among these only, such as customers."),
        JSON,
        DB,
    ),
    details="Accounts, emails and contacts are searched as well; accents, case and slips of the fingers do not matter. "
    "The best come first.",
    examples=("capptro find smith", "capptro find 01632 960 --only customers"),
    is_paged=True,
)
SHOW = Command(
    show,
    (REFS, JSON, DB),
    details="The page of a customer has the contacts, work items and latest history, too.",
    examples=("capptro show C-42", "capptro show W-7 W-8 --json"),
    is_paged=True,
)
HISTORY = Command(
    history,
    (
        Argument("ref", "NUMBER", "A record's number; without it, everything.", count="optional"),
        limit("Most events to list.", 50),
        JSON,
        DB,
    ),
    details="Newest first; of a record also from what to what. The numbers of the batches are those that “undo” takes.",
    examples=("capptro history", "capptro history C-42 --limit 10"),
    is_paged=True,
)
