"""The migrations and the record declarations say the same, so that neither can be changed alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.db.schema.head import HEAD, VERSIONS
from capptro_tui.db.schema.orm import all_tables
from capptro_tui.models.shipped import SHIPPED
from tests.support import engine_on

NAMES = [record.info.name for record in SHIPPED.records]


def described(engine: sa.Engine, name: str) -> dict[str, Any]:
    """Everything that the database knows of a table, in a form to compare."""
    about = sa.inspect(engine)
    with engine.connect() as connection:
        statement = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :name AND type = 'index' AND sql NOTNULL")
        indexes = [" ".join(row[0].replace('"', "").split()) for row in connection.execute(statement, {"name": name})]
        made = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}).scalar()
    return {
        "columns": {
            one["name"]: (str(one["type"]), one["nullable"], one["default"]) for one in about.get_columns(name)
        },
        "key": about.get_pk_constraint(name),
        "links": sorted(str({**link, "name": ""}) for link in about.get_foreign_keys(name)),
        "checks": sorted((str(one["name"]), one["sqltext"]) for one in about.get_check_constraints(name)),
        "indexes": sorted(indexes),
        "ids are never used again": "AUTOINCREMENT" in str(made),
    }


@pytest.fixture(scope="module")
def declared() -> sa.Engine:
    """A database in memory, made from the declarations alone."""
    engine = sa.create_engine("sqlite://", module=driver.sqlite, poolclass=sa.StaticPool)
    tables = all_tables(SHIPPED).tables
    all_tables(SHIPPED).create_all(engine, [tables[name] for name in NAMES])
    return engine


@pytest.mark.parametrize("name", NAMES)
def test_table_is_as_declared(database: Database, declared: sa.Engine, name: str) -> None:
    """Columns, defaults, links, checks and indexes."""
    migrated = engine_on(database)
    assert described(migrated, name) == described(declared, name)
    migrated.dispose()


def test_alembic_finds_no_difference(database: Database) -> None:
    """`alembic check` would be content: no table too many or too few."""
    engine = engine_on(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _is_of_the_schema}
        )
        assert compare_metadata(context, all_tables(SHIPPED)) == []
    engine.dispose()


def _is_of_the_schema(_: object, name: str | None, kind: str, reflected: bool, __: object) -> bool:
    """Leave out the tables that other tests have made up, the search index, which no migration makes, and the indexes
    of lists, logins and digests, whose collations Alembic does not see (`test_table_is_as_declared` does)."""
    if kind == "index" and ("_list_" in str(name) or name in ("ux_user_login", "ux_submission_digest")):
        return False
    return kind != "table" or (reflected and "_search_" not in str(name)) or name in NAMES


def test_migrations_are_a_chain() -> None:
    """0001, 0002 …: each named like its file and following the one before, the newest being the head."""
    modules = [_loaded(path) for path in sorted(VERSIONS.glob("[0-9]*.py"))]
    revisions = [module.revision for module in modules]
    assert revisions == [path.name[:4] for path in sorted(VERSIONS.glob("[0-9]*.py"))]
    assert [module.down_revision for module in modules] == [None, *revisions[:-1]]
    assert revisions[-1] == HEAD


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_new_database_is_ours_and_private(database: Database, tmp_path: Path) -> None:
    """Its header names the program, its revision is the newest, only its owner may read it."""
    path = tmp_path / "deep" / "down" / "new.db"
    Database.create(path).close()
    opened = driver.connect(path)
    assert opened.execute("PRAGMA application_id").fetchone() == (driver.APPLICATION_ID,)
    assert opened.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    opened.close()
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["new.db"]
    assert database.path != path


@pytest.mark.parametrize(
    "name", ["two words.db", "what?.db", "50%.db", "#1.db", "Käse & Brot.db", "株式会社", "a'b\".db"]
)
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    """Signs that mean something in a URI do not here, for the file and its folder."""
    path = tmp_path / name / name
    made = Database.create(path)
    assert made.select("SELECT count(*) AS n FROM customer") == [{"n": 0}]
    made.close()
    assert path.is_file()
