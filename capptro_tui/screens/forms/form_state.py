"""The state of a record's form, as drafts, conflicts and duplicates need it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from capptro_tui.models.record import RecordType
from capptro_tui.screens.base import DeskScreen
from capptro_tui.screens.behaviours import ScreenBehaviour
from capptro_tui.screens.forms.unsaved import ResumableScreen
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.duplicates.duplicates import Duplicate
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.widgets.form.record_form import RecordForm


class FormState(ResumableScreen[WriteResult | None], DeskScreen[WriteResult | None]):
    """A form with the state of its record.

    Attributes:
        record: the type of the record.
        behaviour: the peculiarities of its type.
        row_id: the record; None for a new one.
        row: its values when the form was opened, by column.
        joined: ids of the records that a new record will be joined with, by record type.
        hits: possible duplicates of the typed values.
        using: the record is wanted for a field of another form.
        different: ids of records that the user has marked as no duplicates.
        restore_id: id of the last restore before `row` was read.
        owners: contents of hidden fields, whose records are given.
        outer: draft id and field of the form for which this record is made; "" without one.
        left: drafts that are offered for this form.
        box_text: the text in the box for details, which is in no field yet.
        filled: contents before and after the last filling from a paste, by field.
    """

    record: RecordType
    behaviour: ScreenBehaviour
    row_id: int | None
    row: dict[str, Any]
    joined: dict[str, Any]
    hits: list[Duplicate]
    using: bool
    different: frozenset[int]
    restore_id: str
    owners: dict[str, FieldContent]
    outer: tuple[str, str]
    left: list[Draft]
    box_text: str
    filled: dict[str, tuple[FieldContent, FieldContent]]

    @property
    def form(self) -> RecordForm:
        """The fields."""
        return self.query_one(RecordForm)

    @abstractmethod
    def stored_version(self) -> int | None:
        """Return the record's present version; None if it is gone."""

    @abstractmethod
    async def save(self) -> None:
        """Save the typed values, and close with the outcome. A refusal is shown, and the form stays."""

    @abstractmethod
    async def save_over(self) -> None:
        """Save the typed values over the present state of the record."""

    @abstractmethod
    async def save_as_new(self) -> None:
        """Save the typed values as a new record."""
