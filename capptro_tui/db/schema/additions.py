"""Adds to a file the tables, columns and indexes that its schema has besides those of this release.

What this release ships is made by the migrations alone, so that a declaration without its migration is noticed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Table, inspect
from sqlalchemy.schema import CreateColumn

from capptro_tui.db.schema.orm import all_tables
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED


def add_missing(connection: Connection, schema: Schema) -> None:
    """Create what the file lacks of the schema's additions. Rows that are there get the defaults of new columns.

    Args:
        connection: a connection in a transaction, to a file that the migrations have brought to the newest schema.
        schema: the schema of the database.
    """
    if schema is SHIPPED:
        return
    shipped, there = all_tables(SHIPPED).tables, inspect(connection)
    known_tables = {*shipped, *there.get_table_names()}
    for table in all_tables(schema).sorted_tables:
        if table.name not in known_tables:
            table.create(connection)
            continue
        known = {column["name"] for column in there.get_columns(table.name)}
        indexes = {str(row[0]) for row in connection.exec_driver_sql(_INDEXES, (table.name,))}
        if table.name in shipped:
            known |= {*shipped[table.name].columns.keys()}
            indexes |= {str(index.name) for index in shipped[table.name].indexes}
        for column in table.columns:
            if column.name not in known:
                _add_column(connection, table, column)
        for index in table.indexes:
            if index.name not in indexes:
                index.create(connection)


_INDEXES = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"


def _add_column(connection: Connection, table: Table, column: Column[Any]) -> None:
    """Add a column, without check constraints: rows that are there may not meet them."""
    made = str(CreateColumn(column).compile(dialect=connection.dialect))
    if not column.nullable and column.server_default is None:
        made += " DEFAULT ''" if column.type.python_type is str else " DEFAULT 0"
    for foreign in column.foreign_keys:
        made += f' REFERENCES "{foreign.column.table.name}" (id)'
    connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {made}')
