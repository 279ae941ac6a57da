"""Rules of other programs (triggers and views) in the database: nothing is written until they are removed on a yes."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.db.database import Database
from capptro_tui.db.indexes import derived
from capptro_tui.db.schema import foreign_structures
from capptro_tui.errors import ForeignStructures
from capptro_tui.services.backups.taking import take_backup


def remove(database: Database, verb: str) -> Path:
    """Remove the rules of other programs from an open database.

    Args:
        database: where they are.
        verb: what they are removed for.

    Returns:
        A backup of the database as it was.

    Raises:
        Refused: another program is writing, or there can be no backup; nothing was changed.
    """
    copy = take_backup(database, "before-removing").path
    with database.maintenance(verb, verify=False) as connection:
        foreign_structures.remove(connection, foreign_structures.find_foreign(connection))
    return copy


def mend(database: Database, verb: str) -> list[str]:
    """Make anew what is missing of the program's own rules, as where one of another program had its name.

    Args:
        database: one without rules of other programs.
        verb: what it is done for.

    Returns:
        The names of what was made.

    Raises:
        Unusable: another program is writing for long; nothing was changed.
    """
    with database.maintenance(verb, verify=False) as connection:
        made = derived.mend_structures(connection)
        foreign_structures.remember_verified(connection)
    return made


def remove_from_older(path: Path) -> Path | None:
    """Remove the rules of other programs from an older database, which cannot be opened with them.

    Returns:
        A checked backup of the database as it was; None where it can be opened as it is.

    Raises:
        Unusable: the database cannot be used, or there is no room; nothing was changed.
    """
    try:
        Database.open(path).close()
    except ForeignStructures:
        from capptro_tui.db.schema.migrate import remove_foreign

        return remove_foreign(path)
    return None
