"""Leaves indexes to the end of an import after which most records of the database are new: it is faster."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from capptro_tui.models.record import RecordType

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

__all__ = ["BulkLoad", "Transaction"]

_FEWEST = 20_000
"""Least number of new records for which an index is made at the end instead of kept up with each row."""


class BulkLoad:
    """The indexes of one import."""

    def __init__(
        self, transaction: Transaction, record: RecordType, stack: ExitStack, *, is_compared: bool = True
    ) -> None:
        """Begin an import.

        Args:
            transaction: the transaction.
            record: the type of the new records.
            stack: is closed before the transaction ends; the indexes are made then.
            is_compared: whether the new records are compared with those in the database, by its secondary indexes.
        """
        self._transaction = transaction
        self._record = record
        self._stack = stack
        self._is_compared = is_compared
        self._existing = transaction.count(record)
        self._is_late = False
        self._secondary = ExitStack()

    def expect(self, count: int) -> None:
        """Leave the indexes to the end if with so many new records most of the database will be new."""
        if self._is_late or count < max(_FEWEST, self._existing):
            return
        self._is_late = True
        self._stack.enter_context(self._transaction.index_afterwards())
        if not self._is_compared:
            # Closed before the search index is made, which reads by the secondary indexes.
            self._secondary.enter_context(self._transaction.secondary_indexes_afterwards(self._record))
            self._stack.enter_context(self._secondary)

    def before_rules(self) -> None:
        """Create the secondary indexes now: the rules of a record read by them."""
        self._secondary.close()
