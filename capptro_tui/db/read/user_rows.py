"""Finds the user that a login in a stamp or batch names: the user who has it, or had it until it was changed."""

from __future__ import annotations

from capptro_tui.db.connection.reader import Source
from capptro_tui.models.system.user import fold_login, logins


def full_name_of(login: str) -> str:
    """Return SQL for the full name of the user named by `login`, an SQL expression; NULL if there is no such user."""
    former = f"instr(char(10) || u.former_logins || char(10), char(10) || {login} || char(10)) > 0"
    # Three queries instead of one with an ORDER BY: SQLite 3.40 does not know the outer table's columns there.
    ways = (f"u.login = {login}", former, f"u.login = {login} COLLATE NOCASE")
    found = (f'(SELECT u.full_name FROM "user" AS u WHERE {way} LIMIT 1)' for way in ways)
    return f"coalesce({', '.join(found)})"


class Names:
    """The full names of users, by any login that they have or had."""

    def __init__(self, source: Source) -> None:
        rows = source.select('SELECT login, former_logins, full_name FROM "user" ORDER BY id DESC')
        # Later entries win: first logins in any case, then former logins, then current ones.
        self._names = {fold_login(one): row["full_name"] for row in rows for one in logins(row)[::-1]}
        self._names |= {f"={one}": row["full_name"] for row in rows for one in logins(row)[::-1]}
        self._names |= {f"={row['login']}": row["full_name"] for row in rows}

    def knows(self, login: str) -> bool:
        """Return whether a login is that of a known user."""
        return fold_login(login) in self._names

    def get(self, login: str) -> str:
        """Return the full name of the user with this login; the login itself if there is no such user."""
        return self._names.get(f"={login}") or self._names.get(fold_login(login)) or login
