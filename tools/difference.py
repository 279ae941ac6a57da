"""The difference between declared tables and those of a database, as statements of a migration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateColumn, CreateIndex

from capptro_tui.errors import Refused

_OWN = ("sqlite_", "alembic_")
"""Beginnings of the names of tables without a record type."""

_DIALECT = sqlite.dialect()


@dataclass(slots=True)
class Difference:
    """The work of a migration.

    Attributes:
        tables: tables to create.
        statements: SQL for columns and indexes, in the order in which to run it.
        columns: existing table to the names of its new columns.
    """

    tables: list[sa.Table] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.tables or self.statements)

    @property
    def summary(self) -> str:
        """The new tables and columns: `the table vehicle, customer.nickname`."""
        named = [f"the table {table.name}" for table in self.tables]
        named += [f"{table}.{column}" for table, columns in self.columns.items() for column in columns]
        return ", ".join(named[:4]) + (f" and {len(named) - 4} more" if len(named) > 4 else "") or "indexes"


def find_difference(declared: Mapping[str, sa.Table], connection: sa.Connection) -> Difference:
    """Compare declared tables with those of a database.

    Args:
        declared: name to table.
        connection: a connection to a database that the migrations have made.

    Raises:
        Refused: a migration for it is to be written by hand, because rows would be lost or need new values.
    """
    found = Difference()
    there = {name for name in sa.inspect(connection).get_table_names() if not name.startswith(_OWN)}
    if gone := sorted(name for name in there - declared.keys() if not _is_index(name)):
        raise Refused(_BY_HAND.format(what=f"The table {gone[0]} is no longer declared"))
    for name, table in declared.items():
        if name not in there:
            found.tables.append(table)
            found.statements += [_index_ddl(index) for index in _in_order(table)]
        else:
            _compare_columns(table, connection, found)
            _compare_indexes(table, connection, found)
    return found


def _is_index(table: str) -> bool:
    """Return whether a table belongs to a full-text index, which no migration makes."""
    return "_search" in table


def _compare_columns(table: sa.Table, connection: sa.Connection, found: Difference) -> None:
    inspector = sa.inspect(connection)
    there = {
        one["name"]: _column_text(one["type"], one["nullable"], one["default"])
        for one in inspector.get_columns(table.name)
    }
    declared = {column.name: _declared_text(column) for column in table.columns}
    if gone := sorted(there.keys() - declared.keys()):
        raise Refused(_BY_HAND.format(what=f"The column {table.name}.{gone[0]} is no longer declared"))
    for name, stored in there.items():
        if stored != declared[name]:
            change = f"The column {table.name}.{name} is {stored}, and declared as {declared[name]}"
            raise Refused(_BY_HAND.format(what=change))
    new = [column for column in table.columns if column.name not in there]
    checks = _checks(table, new, {str(one["name"]) for one in inspector.get_check_constraints(table.name)})
    for column in new:
        if not column.nullable and column.server_default is None:
            raise Refused(
                f"The rows that are there would have no value in {table.name}.{column.name}: give the field a default "
                '(default="" for a text), or write the migration by hand (db/schema/migrations/rebuild.py).'
            )
        links = [_link_ddl(key.constraint) for key in column.foreign_keys if key.constraint is not None]
        words = [str(CreateColumn(column).compile(dialect=_DIALECT)), *links, *checks.get(column.name, ())]
        found.statements.append(f'ALTER TABLE "{table.name}" ADD COLUMN {" ".join(words)}')
    if new:
        found.columns[table.name] = [column.name for column in new]


def _column_text(type_: object, nullable: bool | None, default: str | None) -> str:
    return f"{type_}{'' if nullable else ' NOT NULL'}{'' if default is None else f' DEFAULT {default}'}"


def _declared_text(column: sa.Column[object]) -> str:
    given = column.server_default
    default = None if not isinstance(given, sa.DefaultClause) else str(given.arg) or "''"
    return _column_text(column.type.compile(dialect=_DIALECT), column.nullable and not column.primary_key, default)


def _checks(table: sa.Table, new: list[sa.Column[object]], there: set[str]) -> dict[str, list[str]]:
    """Return new column to the checks that it brings along. Raises Refused for other differences of checks."""
    declared = {str(one.name): one for one in table.constraints if isinstance(one, sa.CheckConstraint)}
    found: dict[str, list[str]] = {}
    for name in sorted(declared.keys() ^ there):
        owner = next((one.name for one in new if name.startswith(f"ck_{table.name}_{one.name}_")), None)
        if name in there or owner is None:
            raise Refused(_BY_HAND.format(what=f"The check {name} of {table.name} has changed"))
        condition = declared[name].sqltext.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
        found.setdefault(owner, []).append(f"CONSTRAINT {name} CHECK ({condition})")
    return found


def _link_ddl(link: sa.ForeignKeyConstraint) -> str:
    target = link.elements[0].column
    return f'CONSTRAINT {link.name} REFERENCES "{target.table.name}" ({target.name})'


def _compare_indexes(table: sa.Table, connection: sa.Connection, found: Difference) -> None:
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql NOTNULL")
    there = {name: _plain(ddl) for name, ddl in connection.execute(query, {"name": table.name})}
    declared = {str(index.name): _index_ddl(index) for index in _in_order(table)}
    found.statements += [f"DROP INDEX {name}" for name, ddl in there.items() if _plain(declared.get(name, "")) != ddl]
    found.statements += [ddl for name, ddl in declared.items() if there.get(name) != _plain(ddl)]


def _in_order(table: sa.Table) -> list[sa.Index]:
    return sorted(table.indexes, key=lambda index: str(index.name))


def _index_ddl(index: sa.Index) -> str:
    return str(CreateIndex(index).compile(dialect=_DIALECT)).strip()


def _plain(ddl: str) -> str:
    """Return an index's DDL without the quotes and spaces in which equal ones may differ."""
    return " ".join(ddl.replace('"', "").split())


_BY_HAND = "{what}. Write that migration by hand: it decides about the rows (db/schema/migrations/rebuild.py)."
