"""Who is at the desk, and what time it is there."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

import pytest

from capptro_tui.db.database import Database, os_user


class TestWho:
    def test_the_operating_systems_user(self) -> None:
        """Login and a name, whatever the system knows."""
        login, name = os_user()
        assert login == getpass.getuser()
        assert name

    def test_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A container without a user still writes as somebody."""

        def unknown() -> str:
            raise OSError("no user")

        monkeypatch.setattr(getpass, "getuser", unknown)
        assert all(os_user())

    def test_clock_of_the_computer(self, database: Database) -> None:
        """Without another clock the time is now."""
        opened = Database.open(database.path)
        before = datetime.now(UTC).replace(tzinfo=None)
        assert before <= opened.now() <= datetime.now(UTC).replace(tzinfo=None)
