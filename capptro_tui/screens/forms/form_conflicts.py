"""Conflicts of a form: its record was changed, deleted, or restored from a backup meanwhile.

No typed text is lost, and nothing is overwritten without a question.
"""

from __future__ import annotations

from typing import NamedTuple

from capptro_tui.db.database import Database
from capptro_tui.errors import Restored, Stale
from capptro_tui.models.record import RecordType, number
from capptro_tui.screens.forms.form_state import FormState
from capptro_tui.services.history.journal import describe_change, history
from capptro_tui.services.rules.alias import is_merged
from capptro_tui.services.search.listing import one_or_none

_MOST = 50
"""Number of batches that are searched for changes of a record."""


class Changes(NamedTuple):
    """The users who have changed a record, the last one first, and a line for each change."""

    by: list[str]
    lines: list[str]


def changes_since(database: Database, record: RecordType, row_id: int, version: int) -> Changes:
    """Return the changes of a record since a version."""
    by: dict[str, None] = {}
    lines = []
    for event in history(database, record, row_id, limit=_MOST):
        for changed in event.changes:
            if event.batch > version and (changed.record, changed.row_id) == (record, row_id):
                by[event.by] = None
                lines += [
                    f"{label}: {before or '(empty)'} → {after or '(empty)'}"
                    for label, before, after in describe_change(database, changed)
                ]
    return Changes(list(by), lines)


def ask_about_change(screen: FormState, stale: Stale) -> None:
    """Show the changes of the record, and ask whether to save the typed values anyway."""
    database, record, row_id = screen.desk.database, screen.record, screen.row_id
    label = record.info.label.lower()
    if row_id is None:
        lines = ["What you typed is as it was. Look whether what you chose is still right."]
        question = f"A backup was restored while you were typing this {label}."
        screen.desk.confirm(question, lines, yes="Save it", no="Back to the form", then=screen.save_over)
        return
    if ask_about_loss(screen):
        return
    by, lines = changes_since(database, record, row_id, screen.row["version"])
    who = f" by {' and '.join(by[:2])}" if by else ""
    question = f"This {label} was changed{who} while you were typing."
    if isinstance(stale, Restored):
        question = f"A backup was restored while you were changing this {label}."
        lines = [f"It is now what it was in the backup, version {screen.stored_version()}.", *lines]
    screen.desk.confirm(question, lines, yes="Save mine too", no="Back to the form", then=screen.save_over)


def ask_about_loss(screen: FormState) -> bool:
    """Ask whether to save as a new record if the record is gone or in the trash. True if that is so."""
    record, row_id = screen.record, screen.row_id
    if row_id is None or record.info.is_singleton:
        return False
    row = one_or_none(screen.desk.database, record, row_id)
    if row is not None and (row["trashed"] is None or is_merged(record, row)):
        return False
    label = record.info.label.lower()
    called = " ".join(filter(None, (f"This {label}", number(record, row_id))))
    what = "is in the trash" if row is not None else "is gone"
    lines = ["What you typed is still in the form. It can be saved as a new one."]
    if row is not None:
        lines.append("Or go back, and restore the other one from the trash.")
    screen.desk.confirm(f"{called} {what}.", lines, yes="Save as new", no="Back to the form", then=screen.save_as_new)
    return True
