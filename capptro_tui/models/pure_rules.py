"""Rules of single record types that need nothing but a record's values, found by the record type's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capptro_tui.models.record import RecordType
from capptro_tui.models.records import work_item


def _complete_nothing(_values: dict[str, Any], _stored: Mapping[str, Any]) -> None:
    """Complete nothing."""


def _state_alone(_row: Mapping[str, Any], status: str, _now: datetime) -> dict[str, Any]:
    """Return the state as the only value."""
    return {"status": status}


@dataclass(frozen=True, slots=True)
class PureRules:
    """The rules of a record type.

    Attributes:
        complete: completes checked values where fields follow each other; takes them and the stored values.
        reopened: returns the values of a closed record that is opened again; takes its row, the state and local time.
    """

    complete: Callable[[dict[str, Any], Mapping[str, Any]], None] = _complete_nothing
    reopened: Callable[[Mapping[str, Any], str, datetime], dict[str, Any]] = _state_alone


PURE_RULES = {
    "work_item": PureRules(complete=work_item.follow_start, reopened=work_item.reopened),
}
"""Record type's name to its rules, for those that have any."""

_NONE = PureRules()


def pure_rules_of(record: RecordType) -> PureRules:
    """Return the rules of a record type."""
    return PURE_RULES.get(record.info.name, _NONE)
