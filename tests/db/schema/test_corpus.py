"""Databases that programs of earlier releases wrote: brought up to date with every row, undone across the upgrade."""

from __future__ import annotations

import multiprocessing
import random
import shutil
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.db.journal.format import Stamps, decode_delta
from capptro_tui.db.schema import head
from capptro_tui.errors import Missing
from capptro_tui.matching.derive import derived_columns
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.history import undo
from capptro_tui.services.integrity.check import Finding, check
from capptro_tui.services.search.find import find
from tests.corpus.files import Old, State, packed, unpack
from tests.db.schema.forked import upgrade
from tests.support import BY, OF_FTS5, SOAK, content_of, damage_to_search, get, is_sound, raw, rounds

REVISIONS = sorted(path.name[:4] for path in head.VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))

OLDER = REVISIONS[:-1]
"""Those of which a file is upgraded."""

MOVED: dict[tuple[str, str], tuple[str, str]] = {}
"""Table and column of an older schema to those of today. A migration that renames a column adds a line here, and
translates the journal."""

FINER = {"quantity": 10, "tax_rate": 10, "unit_price": 100}
"""Column to how much finer the unit is that it has since the schema 0008; a price's of the corpus, all in pounds."""

NOT_OF_ROWS = ("sqlite_", "alembic_")
"""How tables begin whose rows are nobody's."""
DERIVED = {
    "related_text",
    "schema_cookie",
    "name_shape",
    *(name for record in SHIPPED.records for name in derived_columns(record)),
}
"""Columns that are made anew from others whenever the program wants them otherwise."""


@pytest.fixture(params=REVISIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Old:
    """A file of each schema, just unpacked."""
    return unpack(request.param, tmp_path)


def opened(old: Old) -> Database:
    """The desk, by the program of today."""
    return Database.open(old.path, by=BY)


def rows(path: Path) -> State:
    """Every row of every table of a file, the columns left out that are derived from others."""
    with closing(driver.connect(path)) as connection:
        return rows_read(connection)


def rows_read(connection: Any) -> State:
    """The same, over a connection that is open."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    found: State = {}
    for (name,) in tables.fetchall():
        if not name.startswith(NOT_OF_ROWS) and not name.endswith(OF_FTS5):
            every = driver.as_dicts(connection.execute(f'SELECT * FROM "{name}" ORDER BY id'))
            found[name] = [{column: row[column] for column in row if column not in DERIVED} for row in every]
    stamps = {row["id"]: Stamps(row["id"], row["at"], row["by"]) for row in found.get("batch", [])}
    for row in found.get("change", []):
        row["delta"] = decode_delta(row["record"], row["delta"], stamps[row["batch_id"]])
    return found


def as_of_old(now: State, then: State) -> State:
    """What is there now, as far as it was there then: the tables and columns of `then`, by their names of then."""
    found: State = {}
    for name, old_rows in then.items():
        columns = {column: MOVED.get((name, column), (name, column)) for row in old_rows for column in row}
        table = next((moved for moved, _ in columns.values()), name)
        found[name] = [{column: row.get(today) for column, (_, today) in columns.items()} for row in now.get(table, [])]
    is_finer = [any("locale" in row for row in state.get("settings", [])) for state in (then, now)]
    return in_units_of_old(found) if is_finer == [False, True] else found


def in_units_of_old(found: State) -> State:
    """The figures, and those in the journal, as they were stored before the schema 0008."""
    for row in [*found.get("order_line", []), *found.get("settings", [])]:
        row |= {name: row[name] // FINER[name] for name in FINER.keys() & row.keys()}
    for row in found.get("change", []):
        delta = row["delta"]
        if row["record"] in ("order_line", "settings"):
            for name in FINER.keys() & delta.keys():
                delta[name] = [None if side is None else side // FINER[name] for side in delta[name]]
    return found


def findings(database: Database) -> list[Finding]:
    """What a check finds. An older FTS5 that merges what a newer one has written may keep a row that is gone; that is
    found and mended, and known."""
    return [finding for finding in check(database) if driver.FTS5_IS_TRUSTED or finding.what != "search"]


def schema(path: Path) -> list[tuple[Any, ...]]:
    """Every table, index, trigger and view, as it was made."""
    return sorted(raw(path, "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))


def next_ids(path: Path) -> dict[str, int]:
    """Table to the last id that it has given."""
    return dict(raw(path, "SELECT name, seq FROM sqlite_sequence"))


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_revision_has_its_file(revision: str) -> None:
    """Who adds a migration makes the file of the new schema."""
    assert packed(revision).exists(), f"make it: python -m tests.corpus.make {revision} (see tests/corpus/README.md)"


def test_every_row_is_there_afterwards(old: Old, empty_file: Path) -> None:
    """Each row of each table says what it said, no number is given again, the file is like a new one in every table and
    index, and nothing is left to be repaired."""
    before, ids = rows(old.path), next_ids(old.path)
    assert raw(old.path, "SELECT version_num FROM alembic_version") == [(old.revision,)]
    with closing(opened(old)) as database:
        assert findings(database) == []
    assert as_of_old(rows(old.path), before) == before
    assert all(next_ids(old.path)[name] >= last for name, last in ids.items())
    assert schema(old.path) == schema(empty_file)
    assert raw(old.path, "SELECT version_num FROM alembic_version") == [(head.HEAD,)]
    assert raw(old.path, "PRAGMA application_id") == [(driver.APPLICATION_ID,)]
    assert is_sound(old.path)
    assert damage_to_search(old.path) == []


def test_everything_is_found_afterwards(old: Old) -> None:
    """A customer of the first release by all that customers are found by today, and its documents."""
    with closing(opened(old)) as database:
        for typed in ("jr muller", "1632960", "01632 9601", "zoe", "jr@muell", "@mueller", "üller"):
            assert "J.R. Müller & Sons Ltd" in [hit.name for hit in find(database, typed)], typed
        for row in database.select("SELECT * FROM attachment WHERE trashed IS NULL"):
            assert content_of(database, row).stat().st_size == row["size"]


@pytest.mark.skipif(not driver.WAL_IS_SAFE, reason="there is no write-ahead log with this SQLite")
@pytest.mark.parametrize("old", OLDER, indirect=True)
def test_what_a_killed_program_left_beside_the_file_is_there_too(old: Old, tmp_path: Path) -> None:
    """Its last writes are in the write-ahead log only: the upgrade begins with them."""
    killed = tmp_path / "killed"
    with closing(driver.connect(old.path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        generation = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version = {generation}")  # as each write of the program has it in its log
        connection.execute("UPDATE customer SET description = 'Not in the file yet' WHERE id = 1")
        connection.execute("COMMIT")
        shutil.copytree(old.path.parent, killed, ignore=shutil.ignore_patterns("*-shm", killed.name))
    assert b"Not in the file yet" not in (killed / old.path.name).read_bytes()
    with closing(Database.open(killed / old.path.name, by=BY)) as database:
        assert get(database, Customer, 1)["description"] == "Not in the file yet"


@pytest.mark.parametrize("old", OLDER if SOAK else [OLDER[0], "0007", OLDER[-1]], indirect=True)
def test_all_is_undone_across_the_upgrade(old: Old) -> None:
    """What was written before is taken back batch by batch, newest first, down to the empty business, and done again:
    after each step the desk is what the program of its time made of it.

    The default suite has the oldest schema, the last one whose prices had two decimals, and the newest.
    """
    with closing(opened(old)) as database:
        for step, states in ((undo.undo, old.undone), (undo.redo, old.redone)):
            for expected in states:
                step(database)
                with database.reading() as connection:
                    assert as_of_old(rows_read(connection), expected) == expected
            with pytest.raises(Missing):
                step(database)
            assert findings(database) == []


@pytest.fixture(scope="module")
def forks() -> Any:
    """Starts processes at once: forks of one that has loaded the program and has no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["capptro_tui.db.schema.migrate", "capptro_tui.db.schema.orm", "alembic.command", "tests.db.schema.forked"]
    )
    first = context.Process(target=int)
    first.start()
    first.join()
    return context


def test_an_entry_that_the_short_form_would_alter_stays_as_it_is(tmp_path: Path) -> None:
    """Here one that another program has written: a created row that had something before."""
    old = unpack("0010", tmp_path)
    [(change_id,)] = raw(old.path, "SELECT max(id) FROM change WHERE deed = 'create'")
    odd = '{"name": ["before", "after"], "fax": [null, ""]}'
    raw(old.path, "UPDATE change SET delta = ? WHERE id = ?", odd, change_id)
    opened(old).close()
    assert raw(old.path, "SELECT delta FROM change WHERE id = ?", change_id) == [(odd,)]
    [(others,)] = raw(old.path, "SELECT count(*) FROM change WHERE deed = 'create' AND typeof(delta) != 'blob'")
    assert others == 1


@pytest.mark.parametrize("where", ["before the commit", "in the commit"])
def test_killed_upgrade_leaves_the_old_or_the_new(tmp_path: Path, empty_file: Path, forks: Any, where: str) -> None:
    """Every row is there, in the schema of before or of today, and the next start goes on."""
    dice, usual = random.Random(11), 0.0
    for place in range(1 + max(len(OLDER), rounds(100))):
        old = unpack(OLDER[place % len(OLDER)], tmp_path / str(place))
        before, known = rows(old.path), (schema(old.path), schema(empty_file))
        committing, heard_by = forks.Pipe(duplex=False)
        process = forks.Process(target=upgrade, args=(old.path, heard_by))
        start = monotonic()
        process.start()
        heard_by.close()
        if not usual:  # the first is left alone
            committing.poll(None)
            usual = monotonic() - start
            process.join()
        elif where == "before the commit":
            committing.poll(dice.uniform(0, usual))
        else:
            committing.poll(None)
            process.join(dice.uniform(0, 0.01))
        process.kill()
        process.join()
        left = tmp_path / f"{place} left"
        shutil.copytree(old.path.parent, left)  # to be looked at; the next start takes what is there
        with closing(opened(old)) as database:
            assert findings(database) == []
        for path, schemas in ((left / old.path.name, known), (old.path, known[1:])):
            assert schema(path) in schemas
            assert as_of_old(rows(path), before) == before
            assert is_sound(path)
