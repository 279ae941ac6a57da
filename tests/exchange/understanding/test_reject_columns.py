"""A file of refused rows that was put right is read as its source was."""

from __future__ import annotations

import pytest

from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of

SOURCES = {
    "customer": ("Name,Reason,Phone", "Heron,moved,01632 960101"),
    "work_item": ("Customer,Title,Hours", "Heron,Fix pump,2"),
    "order": ("Customer,Invoice No,Item,Price", "Heron,7,Pipe,2.50"),
    "contact": ("version,created_at,first_name,customer,reason_given", "1,2026-01-02T03:04:05Z,Ada,C-000001,none"),
}


@pytest.mark.parametrize("record", SOURCES)
def test_reason_and_row_are_left_out(record: str) -> None:
    header, cells = SOURCES[record]
    source = table_of(f"{header}\n{cells}\n")
    rejects = table_of(f"{header},Reason,Row\n{cells},It has no name.,12\n")
    before, after = (understand(SHIPPED, SHIPPED.record_named(record), table) for table in (source, rejects))
    assert [one.header.partition("#")[0] for one in after.ignored][-2:] == ["Reason", "Row"]
    assert after.columns[:-2] == before.columns
    assert after.layout == before.layout, "a mapping that was kept is found again"
    (one,), (other,) = before.records(source), after.records(rejects)
    assert (one.values, one.parts) == (other.values, other.parts)


def test_a_reason_of_the_owner_is_kept() -> None:
    table = table_of("Name,Phone,Reason,Row\nHeron,01632 960101,allotment,B\n")
    (record,) = understand(SHIPPED, SHIPPED.record_named("customer"), table).records(table)
    assert record.values["description"] == "Reason: allotment\nRow: B"
