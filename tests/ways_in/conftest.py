"""One database for all tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from tests.support import BY
from tests.ways_in.values import NOW, registered_values


@pytest.fixture(scope="module")
def desk_of_values(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Iterator[Database]:
    """A database with the record types of the tables, on the Friday on which their texts are typed."""
    path = tmp_path_factory.mktemp("values") / "desk.db"
    shutil.copy(empty_file, path)
    opened = Database.open(path, by=BY, clock=lambda: NOW)
    with registered_values(opened):
        yield opened
    opened.close()
