"""The understanding of tables by the type of their records: names of headers, targets of columns, groups of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.grouping import Grouping
from capptro_tui.exchange.understanding.layout.field_mapping import header_names, map_record_columns
from capptro_tui.exchange.understanding.layout.group_rows import (
    customer_groupings,
    customers_continuing,
    part_groupings,
)
from capptro_tui.exchange.understanding.layout.mapping import map_customer_columns
from capptro_tui.exchange.understanding.layout.profile import ColumnProfile
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.layout.table_rows.sections import Continuing
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema


@dataclass(frozen=True, slots=True)
class TypeLayout:
    """The understanding of tables with records of one type.

    Attributes:
        names: returns the headers that such a table may have, besides the words of all tables.
        columns: returns the columns with their targets, from the headers and what is known of the values.
        groupings: returns the ways in which rows may belong together, the surest first.
        continuing: returns the columns by which a row may continue the one above; None if none can.
    """

    names: Callable[[Schema, RecordType], frozenset[str]] = header_names
    columns: Callable[[Schema, RecordType, Sequence[str], Sequence[ColumnProfile]], list[SourceColumn]] = (
        map_record_columns
    )
    groupings: Callable[[Sequence[SourceColumn], Sequence[SourceRow]], list[Grouping]] = part_groupings
    continuing: Callable[[Sequence[SourceColumn], Sequence[SourceRow]], Continuing | None] = lambda _columns, _sample: (
        None
    )


LAYOUTS = {
    "customer": TypeLayout(
        lambda _schema, _record: frozenset(),
        lambda _schema, _record, headers, profiles: map_customer_columns(headers, profiles),
        customer_groupings,
        customers_continuing,
    ),
}
"""Record type's name to its layout, for those with one of their own."""

_USUAL = TypeLayout()


def layout_of(record: RecordType) -> TypeLayout:
    """Return the understanding of tables with records of a type."""
    return LAYOUTS.get(record.info.name, _USUAL)
