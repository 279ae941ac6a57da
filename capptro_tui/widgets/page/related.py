"""The records of one type that point to another record, as a table on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from textual.content import Content

from capptro_tui.db.database import Database
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.services.search.listing import Listing
from capptro_tui.widgets.page.marks import list_columns, name_shown
from capptro_tui.widgets.table.plain_table import PlainTable
from capptro_tui.widgets.table.record_table import Column
from capptro_tui.widgets.table.table_columns import Row

_TITLE, _NAME = 44, 28
"""Preferred width in cells of a related record's title, and of a name that has several fields."""


class Related(PlainTable):
    """The records of one type that point to the page's record by one of their links."""

    def __init__(self, record: RecordType, link: str, *, today: Callable[[], date], classes: str | None = None) -> None:
        super().__init__(_columns(record, link, today), id=f"{record.info.name}-{link}", classes=classes)
        self.record = record
        self.link = link

    @property
    def exclusive(self) -> Field | None:
        """The field that only one of these records may have set, such as the primary contact's; None for none."""
        return next((field for field in self.record.fields.values() if field.unique_per_owner), None)

    def listing(self, database: Database, row: Row) -> Listing:
        """Return the listing of these records; for a record in the trash, of the trashed ones, too."""
        exclusive = self.exclusive
        ordinal = next((field.name for field in self.record.fields.values() if field.position), "")
        return Listing(
            database,
            self.record,
            equal={self.link: row["id"]},
            sort=exclusive.name if exclusive else ordinal,
            descending=not ordinal,
            trash=False if row["trashed"] is None else None,
            brief=True,
        )


def _columns(record: RecordType, link: str, today: Callable[[], date]) -> list[Column]:
    """Return the columns of a record's list for another record's page.

    Columns with one value on the whole page are left out. The exclusive field comes first, the number last.
    """
    exclusive = next((field for field in record.fields.values() if field.unique_per_owner), None)
    owners = {
        record.fields[link].type.scoped_by,
        *(field.name for field in record.links() if link in field.copied_from),
    }
    columns = list_columns(record, frozenset({link, exclusive.name if exclusive else "", *owners}), today=today)
    columns.sort(key=lambda column: column.key == "id")
    title = record.info.title
    if len(title) > 1:
        name = Column("", "Name", _NAME, partial(name_shown, record), grow=3)
        columns = [name, *(one for one in columns if one.key not in title)]
    else:
        columns = [replace(one, width=_TITLE) if one.key in title else one for one in columns]
    if exclusive is None:
        return columns
    key = exclusive.name
    star = Column(key, "", 1, lambda row: Content.styled("★", "$accent") if row[key] else Content(" "))
    return [star, *columns]
