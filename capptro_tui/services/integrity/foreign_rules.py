"""Rules of other programs (triggers and views) in the database: the user removes them before anything is written."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.db.database import Database
from capptro_tui.db.indexes import derived
from capptro_tui.db.schema import foreign_structures
from capptro_tui.errors import ForeignStructures
from capptro_tui.models.schema import Schema
from capptro_tui.services.backups.taking import take_backup


def remove(database: Database, verb: str) -> Path:
    """Remove the rules of other programs from an open database.

    Args:
        database: the database.
        verb: the operation, as in `check`.

    Returns:
        The path of a backup of the database as it was.

    Raises:
        Refused: another program is writing, or there can be no backup; nothing was changed.
    """
    copy = take_backup(database, "before-removing").path
    with database.maintenance(verb, verify=False) as connection:
        foreign_structures.remove(connection, foreign_structures.find_foreign(connection, database.schema))
    return copy


def mend(database: Database, verb: str) -> list[str]:
    """Create missing rules of the program itself, as where a rule of another program had the name.

    Args:
        database: a database without rules of other programs.
        verb: the operation, as in `check`.

    Returns:
        The names of the created rules.

    Raises:
        Unusable: another program is writing for long; nothing was changed.
    """
    with database.maintenance(verb, verify=False) as connection:
        made = derived.mend_structures(connection, database.schema)
        foreign_structures.remember_verified(connection)
    return made


def remove_from_older(path: Path, schema: Schema) -> Path | None:
    """Remove the rules of other programs from an older database, which cannot be opened with them.

    Returns:
        The path of a checked backup of the database as it was; None if it can be opened as it is.

    Raises:
        Unusable: the database cannot be used, or there is no room; nothing was changed.
    """
    try:
        Database.open(path, schema=schema).close()
    except ForeignStructures:
        from capptro_tui.db.schema.migrate import remove_foreign

        return remove_foreign(path)
    return None
