"""What is in use on this computer: files and versions, for the settings screen and for asking for help."""

from __future__ import annotations

from pathlib import Path

from capptro_tui import __version__
from capptro_tui.db.connection.driver import sqlite
from capptro_tui.db.files import Files
from capptro_tui.locations import backup_folder, config_path, log_path
from capptro_tui.storage import place
from capptro_tui.storage.place import answered


def files(database: Path) -> dict[str, Path]:
    """The files in use, those that are not there yet too."""
    return {
        "Database": database,
        "Backups": backup_folder(database),
        "Config": config_path(),
        "Log of faults": log_path(),
    }


def warnings(database: Path) -> list[str]:
    """Sentences for people: what endangers the database where it lies, documents that others may read, and what to do.

    For the background: folders are read for it. It does not wait for a server that does not answer.
    """
    openness = answered(Files(database).openness, "")
    return [*place.warnings(database), *([openness] if openness else [])]


def versions() -> dict[str, str]:
    """The program's version, and those of what it stands on."""
    from importlib.metadata import version
    from platform import python_version

    return {
        "Capptro": __version__,
        "SQLite": str(sqlite.sqlite_version),
        "Python": python_version(),
        "Textual": version("textual"),
    }
