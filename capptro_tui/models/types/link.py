"""The id of another record."""

from __future__ import annotations

from typing import Any, Protocol

from capptro_tui.models.types.numbers import Integer
from capptro_tui.models.types.on_delete import CLEAR, OnDelete


class Declaration(Protocol):
    """A field in the body of a record class. Its name is set when the class is made."""

    name: str


class Link(Integer):
    """The id of a record of the type named `link`. It is shown as its id: only a read has the record's title."""

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
        can_filter: bool = False,
        limit: int = 200,
    ) -> None:
        """Make a link of a record.

        Args:
            link: The name of the record type that it leads to.
            on_delete: The effect on the record when the target is deleted.
            name_kept_in: The field that keeps the name of the present or former target.
            scoped_by: The record's link to an owner, the attribute itself, declared above: this link leads to a record
                of the same owner.
            can_filter: Whether lists of the record are narrowed by it.
            limit: Most characters of its text.
        """
        super().__init__(limit=limit)
        self.link = link
        self.on_delete = on_delete
        self.name_kept_in = name_kept_in
        self.can_filter = can_filter
        self._scope: Declaration | None = scoped_by

    @property
    def scoped_by(self) -> str:
        """The name of the record's link to an owner: the target must belong to that owner; "" for any target."""
        return self._scope.name if self._scope is not None else ""
