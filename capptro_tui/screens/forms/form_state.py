"""A record's form as far as its drafts and its conflicts with others need it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from capptro_tui.models.record import RecordType
from capptro_tui.screens.base import DeskScreen
from capptro_tui.screens.forms.unsaved import ResumableScreen
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.history.outcome import Outcome
from capptro_tui.widgets.form.record_form import RecordForm


class FormState(ResumableScreen[Outcome | None], DeskScreen[Outcome | None]):
    """A form with what it is about.

    Attributes:
        record: the type of the record.
        row_id: which record; None for a new one.
        row: its values when the form was opened, by column.
        joined: what a new record will be joined with, by the name of the record type.
        different: ids of records of which the user has said that they are no duplicates.
        restore_id: the restore after which `row` was read.
        owners: the fields that are not shown because they are given, with what is in them.
        outer: draft and field of the form for which this record is made; empty texts without one.
        left: drafts for this form that are offered.
    """

    record: RecordType
    row_id: int | None
    row: dict[str, Any]
    joined: dict[str, Any]
    different: frozenset[int]
    restore_id: str
    owners: dict[str, FieldContent]
    outer: tuple[str, str]
    left: list[Draft]

    @property
    def form(self) -> RecordForm:
        """The fields."""
        return self.query_one(RecordForm)

    @abstractmethod
    def stored_version(self) -> int | None:
        """The version that the record has now; None if it is gone."""

    @abstractmethod
    async def save_over(self) -> None:
        """Save what was typed over what the record is now."""

    @abstractmethod
    async def save_as_new(self) -> None:
        """Save what was typed as a new record."""
