"""Mark contacts that have left or are back."""

from __future__ import annotations

from capptro_tui.models.record import RecordType, Row
from capptro_tui.screens.app_actions import AppActions


async def toggle_left(desk: AppActions, record: RecordType, row: Row) -> None:
    """Mark a contact as one who has left, or who is back."""
    from capptro_tui.services.records import contacts

    retirement = record.retirement()
    if retirement is not None:
        has_left = not row[retirement.name]
        await desk.perform(lambda database: contacts.set_left(database, row["id"], has_left=has_left))
