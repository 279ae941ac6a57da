"""`demo`: a sample business to look around in."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command
from capptro_tui.cli.parsing.common import DB, JSON
from capptro_tui.services.start import demo as service


def demo(as_json: bool, db: Path | None) -> None:
    """Fill an empty database with a sample business."""
    with opened(db, make=True) as database:
        done = service.load(database)
    if as_json:
        output.emit_json({"batch": done.batch, "summary": done.summary})
    else:
        output.tell(f"{done.summary}.", f"This is batch {done.batch}.")


DEMO = Command(
    demo,
    (JSON, DB),
    details="One undo takes it out again.",
    examples=("capptro demo", "capptro demo --db play.db"),
)
