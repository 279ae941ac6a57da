"""The id of another record."""

from __future__ import annotations

from typing import Any, Protocol

from capptro_tui.models.types.numbers import Integer
from capptro_tui.models.types.on_delete import CLEAR, OnDelete


class Declaration(Protocol):
    """A field in the body of a record class, which has its name when the class is made."""

    name: str


class Link(Integer):
    """The id of a record of the type named `link`. It reads as its id: only a read knows the record's title."""

    name = "link"
    backfills_default = False
    is_picked = True
    in_every_list_row = True
    align = "left"
    widget = "records"
    look = "link"

    def __init__(
        self,
        link: str,
        *,
        on_delete: OnDelete = CLEAR,
        name_kept_in: str = "",
        scoped_by: Any = None,
        limit: int = 200,
    ) -> None:
        """A link of a record.

        Args:
            link: The name of the record type that it leads to.
            on_delete: What becomes of the record when the one it leads to is deleted.
            name_kept_in: The field that has the name of the record it leads to, or led to.
            scoped_by: The record's link to an owner, the attribute itself, declared above: this link leads to a record
                of the same owner.
            limit: Most characters of its text.
        """
        super().__init__(limit=limit)
        self.link = link
        self.on_delete = on_delete
        self.name_kept_in = name_kept_in
        self._scope: Declaration | None = scoped_by

    @property
    def scoped_by(self) -> str:
        """The name of the record's link to an owner, whose record this link must lead to; empty for any record."""
        return self._scope.name if self._scope is not None else ""
