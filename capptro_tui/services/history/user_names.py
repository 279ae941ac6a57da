"""Whose login stands in a stamp."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read.user_rows import Names
from capptro_tui.models.record import Row


class UserNames:
    """The full names of users by any login that they have or had."""

    def __init__(self, source: Source) -> None:
        self._names = Names(source)

    def full_name(self, login: str) -> str:
        """The full name of a user; the login itself where it is nobody's."""
        return self._names.get(login)


def with_names(source: Source, row: Row) -> dict[str, Any]:
    """A record with the full names of who made it and who changed it last, where its stamps have their logins."""
    names = UserNames(source)
    return {**row, **{name: names.full_name(row[name]) for name in ("created_by", "modified_by")}}
