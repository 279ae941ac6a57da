"""Full names of the users in stamps."""

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
        """Return the full name of the user with this login; the login itself if there is no such user."""
        return self._names.get(login)


def with_names(source: Source, row: Row) -> dict[str, Any]:
    """Return a record with the full names, instead of the logins, of its creator and its last editor."""
    names = UserNames(source)
    return {**row, **{name: names.full_name(row[name]) for name in ("created_by", "modified_by")}}
