"""A record on its way into the database, as its type's rules check and complete it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Writing:
    """Values that are about to be written to a record.

    Attributes:
        transaction: the transaction.
        row_id: id of the record; None for a new one.
        values: checked values; rules add to them.
        stored: the record before; defaults for a new one.
        notices: sentences to show to people afterwards.
    """

    transaction: Transaction
    row_id: int | None
    values: dict[str, Any]
    stored: Mapping[str, Any]
    notices: list[str] = field(default_factory=list)

    @property
    def whole(self) -> dict[str, Any]:
        """The record after the write, as column to value."""
        return {**self.stored, **self.values}
