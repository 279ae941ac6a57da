"""The id of another record."""

from __future__ import annotations

from capptro_tui.models.types.numbers import Integer
from capptro_tui.models.types.on_delete import CLEAR, OnDelete


class Link(Integer):
    """The id of a record of the type named `link`. It reads as its id: only a read knows the record's title."""

    name = "link"
    backfills_default = False
    is_picked = True
    in_every_list_row = True
    align = "left"
    widget = "records"
    look = "link"

    def __init__(self, link: str, *, on_delete: OnDelete = CLEAR, name_kept_in: str = "", limit: int = 200) -> None:
        super().__init__(limit=limit)
        self.link = link
        self.on_delete = on_delete
        self.name_kept_in = name_kept_in
