"""Finds triggers and views in the database that this program did not make.

A trigger runs inside every write, outside the journal: one of another program can change or remove rows that no undo
brings back. Nothing is written until such structures are gone. The program's own structures (`derived.py`) must all be
there, word for word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from capptro_tui.db.connection.inspect import is_verified
from capptro_tui.db.indexes import derived
from capptro_tui.errors import ForeignStructures, Unusable
from capptro_tui.models.schema import Schema

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection


class Structure(NamedTuple):
    """A trigger or view.

    Attributes:
        kind: `trigger` or `view`.
        name: its name.
        table: the table or view that a trigger is on; of a view its own name.
        ddl: the statement that made it.
    """

    kind: str
    name: str
    table: str
    ddl: str


def verify(connection: Connection, schema: Schema, path: Path) -> None:
    """Check that all triggers and views are the program's own, unless this schema has been verified before.

    Args:
        connection: a connection to a database that is not older than the program.
        schema: its schema.
        path: path of the file, for messages.

    Raises:
        ForeignStructures: there are others.
        Unusable: some of the program's own are missing.
    """
    if is_verified(connection):
        return
    if found := find_foreign(connection, schema):
        raise refusal(found, path)
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not derived.statements(schema).keys() <= there:
        raise Unusable(
            f"A part of what the database {path} keeps up to date by itself is missing. Nothing was saved; "
            "“capptro check” makes it anew."
        )


def remember_verified(connection: Connection) -> None:
    """Note in the database that its triggers and views are the program's own. Runs inside a transaction."""
    cookie = connection.execute("PRAGMA schema_version").fetchone()[0]
    connection.execute("UPDATE database_file SET schema_cookie = ?", [cookie])


def find_foreign(connection: Connection, schema: Schema) -> list[Structure]:
    """Return the triggers and views of a database of the newest schema that are not the program's own."""
    own = derived.statements(schema)
    return [structure for structure in _all(connection) if own.get(structure.name) != structure.ddl]


def find_foreign_in_older(connection: Connection) -> list[Structure]:
    """Return the triggers and views of a database of an earlier schema that no release has made, by their names."""
    return [structure for structure in _all(connection) if not derived.is_own_name(structure.name)]


def remove(connection: Connection, structures: list[Structure]) -> None:
    """Remove triggers and views. Runs inside a transaction."""
    for structure in sorted(structures):  # triggers first: dropping a view drops those on it
        name = structure.name.replace('"', '""')
        connection.execute(f'DROP {structure.kind} IF EXISTS "{name}"')


def refusal(structures: list[Structure], path: Path) -> ForeignStructures:
    """Return the error that names foreign structures."""
    return ForeignStructures(
        f"Another program has put its own rules into the database {path}: {name_structures(structures)}. They may "
        "change records unseen, so nothing is saved. “capptro check --remove-foreign” keeps a copy of the database and "
        "removes them.",
        [structure.name for structure in structures],
    )


def name_structures(structures: list[Structure]) -> str:
    """Return kinds and names of structures, at most five: `trigger audit, view totals`."""
    named = ", ".join(f"{structure.kind} {structure.name[:60]}" for structure in structures[:_MOST_NAMED])
    return named + (f" and {len(structures) - _MOST_NAMED} more" if len(structures) > _MOST_NAMED else "")


_MOST_NAMED = 5
"""Most structures that a message names."""


def _all(connection: Connection) -> list[Structure]:
    found = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type, name"
    )
    return [Structure(*row) for row in found]
