"""`make migration`: what it writes for an ordinary record type and ordinary fields is right as it is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.schema import CreateIndex

from capptro_tui.db.database import Database
from capptro_tui.db.schema.head import HEAD
from capptro_tui.db.schema.orm import all_tables
from capptro_tui.errors import Refused
from capptro_tui.models.shipped import SHIPPED
from tests.db.schema.test_schema import described
from tests.support import ROOT, raw
from tools import migration
from tools.difference import find_difference


def blocks(section: str) -> list[str]:
    """The blocks of code in a section of CONTRIBUTING, as they are printed."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [written] = [part for part in text.split("\n## ") if part.startswith(f"{section}\n")]
    return re.findall(r"```python\n(.*?)```", written, re.DOTALL)


FIELDS = """
    keeper_id: int | None = field("Keeper", Link("contact"))
    nickname: str = field("Nickname", default="", match=Match.WORDS)
    cladding: str = field("Cladding", default="weatherboard", backfilled=True, match=Match.WORDS)
    floors: int | None = field("Floors", Integer(low=1, high=200), column=9)
    discount: int | None = field("Discount", Percentage(3, low=0))
"""
"""Fields for a record type that is there already."""

IMPORT = "from capptro_tui.models.types import"
VEHICLES_IMPORT = "from capptro_tui.models.records.vehicle import Vehicle"
TYPES = "capptro_tui/models/types"
PERCENTAGE = "from capptro_tui.models.types.percentage import Percentage\n"


class Program:
    """A copy of this program that is changed and run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("capptro_tui", "data", "tests", "tools"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.tar.xz", "*.svg")
            )
        shutil.copy(ROOT / "pyproject.toml", folder)

    def add(self, path: str, text: str, *, before: str = "") -> None:
        """Write a new file of the copy, or put a text into one, before another text that is there once."""
        file = self.folder / path
        if before:
            found = file.read_text("utf-8")
            assert found.count(before) == 1
            text = found.replace(before, text + before)
        file.write_text(text, "utf-8")

    def schema(self) -> str:
        """Return the path of the file that lists the record types."""
        models = (self.folder / "capptro_tui/models").glob("*.py")
        [path] = [path for path in models if "records.work_item import" in path.read_text("utf-8")]
        return str(path.relative_to(self.folder))

    def run(self, *words: str, fails: bool = False) -> str:
        """Run a module of the copy; return what it prints."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each run would compile the whole program again
        command = [sys.executable, "-m", *words]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr


def test_a_migration_for_a_record_type_and_for_fields(sample: Database, tmp_path: Path) -> None:
    """The steps of CONTRIBUTING, with its code, and fields for a record type that is there.

    The schema is as declared, and a database with the sample business is brought up to date by it.
    """
    sample.close()
    program = Program(tmp_path / "program")
    records = "capptro_tui/models/records"
    [vehicle], [percentage, example] = blocks("A new record type"), blocks("A new field type")
    program.add(f"{records}/vehicle.py", vehicle)
    program.add(f"{TYPES}/percentage.py", percentage)
    program.add(f"{TYPES}/__init__.py", PERCENTAGE, before="from capptro_tui.models.types.fixed_point ")
    program.add(f"{TYPES}/__init__.py", '    "Percentage",\n', before='    "Phone",\n')
    program.add("tests/field_type_examples.py", example, before="    types.Money:")
    program.add(f"{records}/site.py", f"{FIELDS}\n", before="    status: str = field(")
    program.add(f"{records}/site.py", f"{IMPORT} Integer, Percentage\n", before=f"{IMPORT} ")
    program.add(program.schema(), f"{VEHICLES_IMPORT}\n", before="from capptro_tui.models.records.work_item ")
    program.add(program.schema(), "        Vehicle,\n", before="        User,\n")

    revision = f"{int(HEAD) + 1:04}"
    said = program.run("tools.migration", "vehicle")
    written = Path("capptro_tui/db/schema/migrations/versions") / f"{revision}_vehicle.py"
    assert f"Wrote {written}." in said
    program.run("ruff", "check", str(written))
    program.run("ruff", "format", "--check", str(written))
    program.run(
        *(
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/db/schema/test_schema.py",
            "tests/db/journal/test_format.py",
            "tests/models/types/test_field_types.py",
        ),
        *("-k", "as_declared or no_difference or are_a_chain or are_left_out or Percentage or nobody or nowhere"),
    )
    assert "nothing to migrate" in program.run("tools.migration", "again", fails=True)

    desk = ("capptro_tui", "--db", str(sample.path))
    program.run(*desk, "add", "vehicles", "--customer", "C-4", "--plate", "KX 19 ABC")
    assert "cladding" in program.run(*desk, "find", "weatherboard")
    program.run(*desk, "set", "S-1", "nickname=The Barn", "keeper=N-1", "floors=3", "discount=12.5 %")
    assert "S-000001" in program.run(*desk, "find", "barn")
    program.run(*desk, "check")
    assert raw(sample.path, "SELECT version_num FROM alembic_version") == [(revision,)]
    assert raw(sample.path, "SELECT sort, is_leased FROM vehicle") == [("van", 0)]
    assert raw(sample.path, "SELECT discount FROM site WHERE id = 1") == [(12_500,)]


TABLES = {record.info.name: all_tables(SHIPPED).tables[record.info.name] for record in SHIPPED.records}

NEVER_EMPTY = ("duplicate_pair", "duplicate_due", "batch")
"""Tables whose columns must all be filled: none can be added to rows that are there."""


@pytest.fixture(scope="module")
def schema() -> Iterator[sa.Connection]:
    """A database in memory that all migrations have made."""
    engine = migration.migrated()
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def migrate(connection: sa.Connection) -> None:
    """Run the migration that is written for the difference between the declarations and this database."""
    module: dict[str, Any] = {}
    exec(migration.source(find_difference(TABLES, connection), "9999"), module)
    with Operations.context(MigrationContext.configure(connection)):
        module["upgrade"]()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_any_record_type_is_made_anew(schema: sa.Connection, name: str) -> None:
    """As it was: columns, links, checks and indexes of every kind that record types have."""
    before = described(schema.engine, name)
    schema.exec_driver_sql(f'DROP TABLE "{name}"')
    migrate(schema)
    assert described(schema.engine, name) == before


@pytest.mark.parametrize("name", TABLES)
def test_columns_of_any_record_type_are_made_anew(schema: sa.Connection, name: str) -> None:
    """Each that SQLite can take off and that a migration may add."""
    before, gone = described(schema.engine, name), []
    for column in TABLES[name].columns:
        if not column.nullable and column.server_default is None:
            continue
        indexes = [index.name for index in TABLES[name].indexes if column.name in str(CreateIndex(index))]
        savepoint = schema.begin_nested()
        for index in indexes:
            schema.exec_driver_sql(f"DROP INDEX {index}")
        try:
            schema.exec_driver_sql(f'ALTER TABLE "{name}" DROP COLUMN "{column.name}"')
        except sa.exc.DatabaseError:  # a link or a check needs it
            savepoint.rollback()
            continue
        savepoint.commit()
        gone.append(column.name)
        migrate(schema)
        assert described(schema.engine, name) == before
    assert gone or name in NEVER_EMPTY


def test_there_is_nothing_to_migrate() -> None:
    with pytest.raises(Refused, match="nothing to migrate"):
        migration.write("vehicle")


@pytest.mark.parametrize("name", ["", "Vehicle", "two words", "../vehicle", "0012_vehicle"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(Refused, match="no name for a migration"):
        migration.write(name)


def declared(*columns: sa.SchemaItem) -> dict[str, sa.Table]:
    """A table as declared, with an id."""
    return {"van": sa.Table("van", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *columns)}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({}, "table van is no longer declared"),
        (declared(), "column van.plate is no longer declared"),
        (declared(sa.Column("plate", sa.Integer)), "column van.plate is TEXT, and declared as INTEGER"),
        (declared(sa.Column("plate", sa.Text, nullable=False)), "declared as TEXT NOT NULL"),
        (declared(sa.Column("plate", sa.Text), sa.Column("make", sa.Text, nullable=False)), "no value in van.make"),
        (
            declared(sa.Column("plate", sa.Text), sa.CheckConstraint("plate != ''", name="ck_van_plate_filled")),
            "check ck_van_plate_filled of van has changed",
        ),
    ],
)
def test_what_needs_a_decision_is_refused(tables: dict[str, sa.Table], said: str) -> None:
    """No migration is written that would lose rows or columns, or could not be run on a table with rows."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE van (id INTEGER NOT NULL PRIMARY KEY, plate TEXT)")
        with pytest.raises(Refused, match=said):
            find_difference(tables, connection)


def test_an_index_is_replaced() -> None:
    table = declared(sa.Column("plate", sa.Text), sa.Index("ix_van_plate", "plate", "id"))
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE van (id INTEGER NOT NULL PRIMARY KEY, plate TEXT)")
        connection.exec_driver_sql("CREATE INDEX ix_van_plate ON van (plate)")
        connection.exec_driver_sql("CREATE INDEX ix_van_gone ON van (id)")
        found = find_difference(table, connection)
    assert set(found.statements[:-1]) == {"DROP INDEX ix_van_gone", "DROP INDEX ix_van_plate"}
    assert found.statements[-1] == "CREATE INDEX ix_van_plate ON van (plate, id)"
