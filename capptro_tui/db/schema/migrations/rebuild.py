"""Changes that SQLite's ALTER TABLE cannot make: a table's definition and checks, with its rows kept.

Alembic's batch mode is not used: it silently loses AUTOINCREMENT, so that ids are given a second time, and the
collations of indexes.
"""

from __future__ import annotations

from alembic import op


def replace_in_table(table: str, replacements: dict[str, str], values: dict[str, str]) -> None:
    """Rebuild a table with another definition.

    Triggers and views are not made again: the migration has dropped the program's own, and they are created afterwards.

    Args:
        table: name of the table.
        replacements: text of its definition to the text that replaces it. Each must be found once.
        values: column to the SQL expression of its new value; the others keep theirs.

    Raises:
        ValueError: a text is not in the definition exactly once.
    """
    connection = op.get_bind()
    definition = str(connection.exec_driver_sql(_DEFINITION, (table,)).scalar())
    indexes = [str(row[0]) for row in connection.exec_driver_sql(_INDEXES, (table,))]
    columns = [str(row[1]) for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")')]
    for old, new in replacements.items():
        if definition.count(old) != 1:
            raise ValueError(f"{old!r} is {definition.count(old)} times in the table {table}")
        definition = definition.replace(old, new)
    head, _, rest = definition.partition("(")
    if table not in head:
        raise ValueError(f"the definition of {table} begins otherwise")
    fresh = f"fresh_{table}"
    connection.exec_driver_sql(f'CREATE TABLE "{fresh}" ({rest}')
    into = ", ".join(f'"{name}"' for name in columns)
    taken = ", ".join(values.get(name, f'"{name}"') for name in columns)
    connection.exec_driver_sql(f'INSERT INTO "{fresh}" ({into}) SELECT {taken} FROM "{table}"')
    # Keep the highest id that was ever given, which no row may have any more.
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (fresh,))
    connection.exec_driver_sql(_KEEP_SEQUENCE, (fresh, table))
    connection.exec_driver_sql(f'DROP TABLE "{table}"')
    connection.exec_driver_sql(f'ALTER TABLE "{fresh}" RENAME TO "{table}"')
    for statement in indexes:
        connection.exec_driver_sql(statement)


_DEFINITION = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
_KEEP_SEQUENCE = "INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence WHERE name = ?"
_INDEXES = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
