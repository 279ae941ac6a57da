"""Identity of the database file, and its last restore."""

from __future__ import annotations

from capptro_tui.models.field import field
from capptro_tui.models.record import Record
from capptro_tui.models.types import Integer, Timestamp


class DatabaseFile(
    Record, name="database_file", label="Database", plural="Databases", letter="", title=(), journaled=False,
    is_singleton=True,
):  # fmt: skip
    """The database's own row. No batch writes it, and no undo changes it."""

    database_id: str = field("Identity", required=True)
    """A random number, the same in every copy of the database."""
    schema_cookie: int = field("Schema verified", Integer(), required=True, default=0)
    """SQLite's `schema_version` when the triggers and views were last seen to be the program's own."""
    numbered_as: str = field("Numbered as", default="")
    """The mark of the database whose records came with their numbers when this one was empty; "" where none did."""
    restore_id: str = field("Restore")
    """A random number of the last restore of a backup, empty where there was none."""
    restored_at: str | None = field("Restored", Timestamp())
    restored_from: str = field("Restored from")
