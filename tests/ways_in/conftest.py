"""One database for all tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capptro_tui.db.database import Database
from tests.support import BY
from tests.ways_in.values import NOW, WITH_VALUES


@pytest.fixture(scope="module")
def desk_of_values(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with the record types of the tables, on the Friday on which their texts are typed."""
    path = tmp_path_factory.mktemp("values") / "desk.db"
    opened = Database.create(path, schema=WITH_VALUES, by=BY, clock=lambda: NOW)
    yield opened
    opened.close()
