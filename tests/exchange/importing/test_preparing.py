"""What the steps of an import on the screen read of a file."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.preparing import ReadingChoices, look_at
from capptro_tui.models.records.customer import Customer
from tests.support import add_customer


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_the_database_in_use_is_not_opened(database: Database, suffix: str) -> None:
    """To close a handle on it would drop SQLite's locks in this process."""
    add_customer(database)
    path = database.path.with_name(database.path.name + suffix)
    assert path.exists()
    with pytest.raises(Refused, match="database"):
        look_at(database, Customer, path, ReadingChoices())
