"""The part of a record type in the services, beyond its declaration."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction
    from capptro_tui.services.rules.writing import Writing


class Behaviour:
    """Rules of one record type that read the database. The usual one has none.

    Attributes:
        triggers: the fields that trigger `check` when they are written.
        how_created: a sentence on how records are created that nobody types.
    """

    triggers: ClassVar[frozenset[str]] = frozenset()
    how_created: ClassVar[str] = ""

    def check(self, writing: Writing) -> None:
        """Check the values that are about to be written to a record, and complete them. Raises Invalid."""

    def changed(self, transaction: Transaction, ids: Collection[int], values: Mapping[str, Any]) -> None:
        """Adjust other records after a change of some that was just written; notices go to the transaction."""

    def deleted(self, transaction: Transaction, row_id: int) -> tuple[str, ...]:
        """Return notices on a record that was just put into the trash by itself, not with its owner."""
        return ()
