"""A database of the first release, which had no search index: brought up to date with all that it lacked."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from capptro_tui.db import migrate
from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.services.check import check
from capptro_tui.services.find import find
from tests.support import BY, damage_to_search, is_sound, raw

STAMPS = {"version": 1, "created_at": "2026-01-01T00:00:00Z", "modified_at": "2026-01-01T00:00:00Z"}


@pytest.fixture
def first_release(tmp_path: Path) -> Path:
    """A file as the first release made it, with a customer, its contact and a work item."""
    path = tmp_path / "first.db"
    engine = sa.create_engine(f"sqlite:///{path}", module=driver.sqlite)
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(sa.text(f"PRAGMA application_id = {driver.APPLICATION_ID}"))
        for table, row in {
            "batch": {"id": 1, "at": STAMPS["created_at"], "by": "ann", "verb": "create", "summary": ""},
            "customer": {"name": "J.R. Müller & Sons Ltd", "phone": "01632 960123", "email": "jr@mueller.example"},
            "contact": {"customer_id": 1, "first_name": "Zoë", "is_primary": True},
            "work_item": {"customer_id": 1, "title": "Boiler", "status": "new", "priority": "normal"},
        }.items():
            _insert(connection, table, row)
    engine.dispose()
    return path


def _insert(connection: sa.Connection, name: str, row: dict[str, object]) -> None:
    """Insert a row, its other columns empty."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    empty = {one.name: "" for one in table.columns if not one.nullable and one.name != "id"}
    connection.execute(table.insert().values({**empty, **{k: v for k, v in STAMPS.items() if k in empty}, **row}))


def test_everything_is_found_afterwards(first_release: Path) -> None:
    """By what is new as well, and nothing is left to be repaired."""
    opened = Database.open(first_release, by=BY)
    for typed in ("jr muller", "1632960", "01632 9601", "zoe", "jr@muell", "@mueller", "üller"):
        assert [hit.name for hit in find(opened, typed)] == ["J.R. Müller & Sons Ltd"], typed
    assert check(opened) == []
    opened.close()
    assert damage_to_search(first_release) == []
    assert is_sound(first_release)
    assert raw(first_release, "SELECT length(name_shape) > 16 FROM customer") == [(1,)]
    assert raw(first_release, "SELECT id FROM duplicate_due") == [(1,)]
