"""Begin a new record: open its form with its owners filled in, and the focus on the first field to type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from capptro_tui.models.record import RecordType
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.screens.behaviours import screen_behaviour
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records.belonging import InView, belonging_to_all

NOTHING: Final[Mapping[str, Sequence[int]]] = {}

Then = Callable[[WriteResult | None], Any]
"""Called with the result of the save, or with None."""


def begin_new(
    desk: AppActions,
    record: RecordType,
    in_view: Sequence[InView],
    then: Then | None = None,
    led_by: Mapping[str, Sequence[int]] = NOTHING,
) -> None:
    """Open the form of a new record.

    Args:
        desk: the app.
        record: the type of the new record.
        in_view: the records that it belongs to, the most important first.
        then: called when the form closes.
        led_by: ids of the related records by which a search found the record in view, by record type. The new record is
            for the contact or site that was found; if there are several, for none of them.
    """
    prefill: dict[str, Any] = belonging_to_all(desk.database, record, in_view)
    for field in record.links():
        if field.type.scoped_by in prefill and field.name not in prefill and (meant := led_by.get(field.link)):
            prefill[field.name] = meant[0] if len(meant) == 1 else None
    focus = first_to_type(record, prefill)
    prefill |= screen_behaviour(record).start(desk.database, prefill)
    desk.open_form(record, prefill=prefill, focus=focus, then=then)


def first_to_type(record: RecordType, given: dict[str, Any]) -> str:
    """Return the name of the first field to type.

    That is the owner if it is not given, else the first mandatory field without a default, else the first field not
    given.
    """
    fields = [field for field in record.form_fields() if field.name not in given]
    owner = record.owner_link()
    if owner is not None and owner in fields:
        return owner.name
    must = next((field for field in fields if field.required and field.default is None), None)
    return must.name if must is not None else fields[0].name if fields else ""
