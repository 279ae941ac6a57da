"""What is about to be written to a record: what the rules of its type check and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Writing:
    """What is about to be written to a record, a new one where `row_id` is None: checked values over what it holds."""

    work: Transaction
    row_id: int | None
    values: dict[str, Any]
    stored: Mapping[str, Any]
    notices: list[str] = field(default_factory=list)  #: sentences worth showing afterwards

    @property
    def whole(self) -> dict[str, Any]:
        """What it will hold."""
        return {**self.stored, **self.values}
