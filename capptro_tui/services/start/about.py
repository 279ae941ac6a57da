"""Files and versions in use, for the settings screen and for bug reports."""

from __future__ import annotations

from pathlib import Path

from capptro_tui import __version__
from capptro_tui.db.connection.driver import sqlite
from capptro_tui.db.files import Files
from capptro_tui.locations import backup_folder, config_path, log_path
from capptro_tui.storage import place
from capptro_tui.storage.place import answered


def files(database: Path) -> dict[str, Path]:
    """Return label to path of the files in use, also of those that do not exist yet."""
    return {
        "Database": database,
        "Backups": backup_folder(database),
        "Config": config_path(),
        "Log of faults": log_path(),
    }


def warnings(database: Path) -> list[str]:
    """Return warnings for people about the database's folder and documents that others may read, and what to do.

    It reads folders, so it runs in the background. It does not wait for a server that does not answer.
    """
    openness = answered(Files(database).openness, "")
    return [*place.warnings(database), *([openness] if openness else [])]


def versions() -> dict[str, str]:
    """Return name to version of the program and of the libraries that it is built on."""
    from importlib.metadata import version
    from platform import python_version

    return {
        "Capptro": __version__,
        "SQLite": str(sqlite.sqlite_version),
        "Python": python_version(),
        "Textual": version("textual"),
    }
