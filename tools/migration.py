"""Writes the next migration: `python -m tools.migration NAME`, which `make migration NAME=…` runs.

The migration is the difference between the schema that all migrations make and the record declarations: new tables,
columns and indexes. Derived data (search index, triggers, sums) is no part of it: the program makes that anew after
every migration (`db/indexes/derived.py`).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import render_python_code
from alembic.config import Config
from alembic.operations import ops

from capptro_tui.db.connection import driver
from capptro_tui.db.journal import defaults
from capptro_tui.db.schema.head import HEAD, VERSIONS
from capptro_tui.db.schema.orm import all_tables
from capptro_tui.errors import Refused
from capptro_tui.matching.derive import derived_columns, derives_from
from capptro_tui.models.field import Field
from capptro_tui.models.shipped import SHIPPED
from tools.difference import Difference, find_difference

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def write(name: str) -> list[Path]:
    """Write a migration called `name`, and the defaults of its schema; return the files. Raises Refused."""
    if not _NAME.fullmatch(name):
        raise Refused(f"“{name}” is no name for a migration: it has small letters, digits and underscores.")
    tables = all_tables(SHIPPED)
    names = [record.info.name for record in SHIPPED.records]
    engine = migrated()
    with engine.connect() as connection:
        found = find_difference({one: tables.tables[one] for one in names}, connection)
    engine.dispose()
    if found.is_empty:
        raise Refused("The declarations and the schema are the same: there is nothing to migrate.")
    revision = f"{int(HEAD) + 1:04}"
    path = VERSIONS / f"{revision}_{name}.py"
    path.write_text(source(found, revision), encoding="utf-8")
    changed = [path, *_write_defaults(int(revision))]
    for tool in (["format", "--quiet"], ["check", "--fix", "--quiet"]):
        if subprocess.run([sys.executable, "-m", "ruff", *tool, str(path)], check=False).returncode:
            raise Refused(f"{path} is written, but not in the code's standard form (see above): put it right by hand.")
    return changed


def migrated() -> sa.Engine:
    """Return a database in memory, made by the migrations alone."""
    engine = sa.create_engine("sqlite://", module=driver.sqlite, poolclass=sa.StaticPool)
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
    return engine


def source(found: Difference, revision: str) -> str:
    """Return the source of a migration."""
    created: Sequence[Any] = [ops.CreateTableOp.from_table(table) for table in found.tables]
    lines = render_python_code(ops.UpgradeOps(created)).splitlines() if created else []
    body = [line for line in lines if not line.lstrip().startswith("#")]
    body += [f"    execute({_literal(statement)})" for statement in found.statements]
    body += [
        f"    execute({_literal(statement)})  # is derived again after the migration" for statement in _stale(found)
    ]
    return "\n".join(
        [
            f'"""Add {found.summary}."""',
            "",
            "import sqlalchemy as sa",
            "from alembic import op",
            "",
            f'revision = "{revision}"',
            f'down_revision = "{HEAD}"',
            "",
            "",
            "def upgrade() -> None:",
            *(["    execute = op.get_bind().exec_driver_sql"] if any("execute(" in line for line in body) else []),
            *(line if not line or line.startswith(" ") else f"    {line}" for line in body),
            "",
        ]
    )


def _literal(statement: str) -> str:
    """Return a statement as source, on several lines if it is long."""
    parts = wrap(statement, 90, break_long_words=False, break_on_hyphens=False, drop_whitespace=False)
    return " ".join(f"{part!r}" for part in parts)


def _stale(found: Difference) -> list[str]:
    """Return statements that empty the search text of the rows whose derived columns the new columns change."""
    stale = [
        record.info.name
        for record in SHIPPED.records
        if set(found.columns.get(record.info.name, ())) & {*derived_columns(record), *derives_from(record)}
    ]
    return [f"UPDATE \"{name}\" SET search_text = ''" for name in stale]


def declared_defaults() -> dict[str, dict[str, Any]]:
    """Return record type to column to default, as `db/journal/defaults.py` has them of each schema."""
    found = {
        record.info.name: {
            name: value
            for name, value in record.defaults().items()
            if value not in (None, "")
            and not _is_of_the_day(record.fields[name], value)
            and not record.fields[name].computed_by_database
        }
        for record in SHIPPED.records
        if record.info.journaled
    }
    return {name: values for name, values in found.items() if values}


def _is_of_the_day(field: Field, default: object) -> bool:
    """Return whether a default depends on the time: a day's `today`."""
    return bool(field.type.default_at(default, datetime(2026, 1, 1)))


def _write_defaults(number: int) -> list[Path]:
    """Add the declared defaults under the number of the new schema, if they are others than before."""
    declared = declared_defaults()
    if declared == defaults.DEFAULTS[defaults.NEWEST]:
        return []
    path = Path(defaults.__file__)
    lines = "".join(f"        {name!r}: {values!r},\n" for name, values in declared.items())
    before, end, after = path.read_text(encoding="utf-8").partition('}\n"""Schema number to')
    path.write_text(f"{before}    {number}: {{\n{lines}    }},\n{end}{after}", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    return [path]


def main(words: Sequence[str]) -> int:
    """Write the migration that the command line names; return the exit code."""
    try:
        if len(words) != 1:
            raise Refused("Give the migration a name: make migration NAME=vehicle.")
        written = write(words[0])
    except Refused as why:
        print(why, file=sys.stderr)
        return 1
    for path in written:
        print(f"Wrote {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}.")
    print("Read it, run the tests of tests/db, then: python -m tests.corpus.make (tests/corpus/README.md).")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
