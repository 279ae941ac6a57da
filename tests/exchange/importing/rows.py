"""Records of a source, made with a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.outcome import OnDuplicate, Outcome
from capptro_tui.exchange.importing.rehearsing import rehearse
from capptro_tui.exchange.importing.running import ImportOptions, run
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer


def given(row: int, *, parts: dict[str, list[dict[str, Any]]] | None = None, **values: Any) -> SourceRecord:
    """A record of one row."""
    return SourceRecord((row,), values, parts or {})


def named(*names: str, **values: Any) -> list[SourceRecord]:
    """Customers with these names, from row 2 on."""
    return [given(row, name=name, **values) for row, name in enumerate(names, 2)]


def imported(
    database: Database,
    records: Iterable[SourceRecord],
    record: RecordType = Customer,
    on_duplicate: str = "",
    **options: Any,
) -> list[Outcome]:
    """Import records, after a rehearsal that must come to the same; the outcomes."""
    records = list(records)
    rehearsed = list(rehearse(database, record, records, OnDuplicate(on_duplicate), **options))
    told: list[Outcome] = []
    run(database, record, records, told.append, ImportOptions(OnDuplicate(on_duplicate), **options))
    assert [plain(one) for one in told] == [plain(one) for one in rehearsed]
    return told


def plain(outcome: Outcome) -> dict[str, Any]:
    """An outcome without the numbers that a rehearsal cannot know."""
    shown = outcome.to_json()
    shown.pop("number", None)
    return shown


def actions(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.action.value for outcome in outcomes]
