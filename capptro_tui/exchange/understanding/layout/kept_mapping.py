"""A mapping from a file, which people may have changed by hand: checked against a table, and given to its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from capptro_tui.errors import Refused
from capptro_tui.exchange.understanding.layout.field_mapping import target_fields
from capptro_tui.exchange.understanding.layout.source_column import KEPT, Columns, SourceColumn
from capptro_tui.exchange.understanding.layout.targets import FURTHER_TARGETS, targets
from capptro_tui.exchange.understanding.values.dates import DAY_FIRST, MONTH_FIRST
from capptro_tui.exchange.understanding.vocabulary.meanings import IGNORED, NOTE
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.text.suggestions import did_you_mean

_MOST_NAMED = 5
_FOUND = ("label", "date_order")
"""Attributes that are found in the table where the mapping does not give them."""


def check_mapping(schema: Schema, record: RecordType, given: Columns, columns: Columns) -> None:
    """Check the columns of a mapping against those of a table.

    Args:
        schema: the schema of the database.
        record: the type of the records.
        given: the columns of the mapping.
        columns: the columns of the table, as they are understood without the mapping.

    Raises:
        Refused: the mapping names a column twice, a column that the table has not, or a target that there is not.
    """
    counts = Counter(column.header for column in given)
    if twice := [header for header, count in counts.items() if count > 1]:
        raise Refused(f"The mapping has the column {_named(twice)} more than once.")
    headers = [column.header for column in columns]
    if missing := [column.header for column in given if column.header not in headers]:
        perhaps = did_you_mean(missing[0], headers)
        raise Refused(f"The mapping has columns that the file has not: {_named(missing)}.{perhaps}")
    known = {*targets(schema, record), *(target for target, _ in target_fields(schema, record)), NOTE, IGNORED}
    known |= {column.target for column in columns}
    further = FURTHER_TARGETS.get(record.info.name)
    for column in given:
        if column.target not in known and not (further and further.fullmatch(column.target)):
            perhaps = did_you_mean(column.target, known) or _by_last_word(column.target, known)
            where = f"“{column.target[:40]}”, which the mapping has for “{column.header[:40]}”,"
            raise Refused(f"{where} is no target for {record.info.plural.lower()}.{perhaps}")


def apply_mapping(given: Columns, columns: Sequence[SourceColumn]) -> None:
    """Give columns the targets that a mapping has for their headers."""
    by_header = {column.header: column for column in given}
    for column in columns:
        if (known := by_header.get(column.header)) is not None:
            for name in KEPT:
                if (value := getattr(known, name)) or name not in _FOUND:
                    setattr(column, name, value)
            column.is_order_given = known.date_order in (DAY_FIRST, MONTH_FIRST)
            column.why = "It is left out by the mapping." if column.target == IGNORED else ""


def _named(headers: Sequence[str]) -> str:
    """Return the first headers, in quotes."""
    shown = ", ".join(f"“{header[:40]}”" for header in headers[:_MOST_NAMED])
    return f"{shown} and {len(headers) - _MOST_NAMED} more" if len(headers) > _MOST_NAMED else shown


def _by_last_word(target: str, known: Iterable[str]) -> str:
    """Return a suggestion of the first target that ends with a word: `billing_city` for `city`."""
    found = sorted(one for one in known if target and one.endswith((f"_{target}", f".{target}")))
    return f" Did you mean “{found[0]}”?" if found else ""
