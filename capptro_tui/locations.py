"""Paths of the program's files; nothing is created or read at import."""

from __future__ import annotations

import os
from pathlib import Path

from capptro_tui.errors import Refused, Unusable

_APP = "capptro"


def database_path(given: str | Path | None = None) -> Path:
    """Return the real path of the database in use: the given one, `CAPPTRO_DB`, or that in the user's data folder."""
    return resolve_database(named_path(given))


def named_path(given: str | Path | None = None) -> Path:
    """Return the path by which people name the database in use. It may lead through links. Raises Refused."""
    chosen = given or os.environ.get("CAPPTRO_DB")
    if chosen:
        try:
            return Path(chosen).expanduser().absolute()
        except RuntimeError:
            raise Refused(f"There is no home folder for {str(chosen)[:80]}.") from None
    from platformdirs import user_data_path

    return user_data_path(_APP, appauthor=False) / "capptro.db"


def resolve_database(path: Path) -> Path:
    """Return the database's real path, links resolved: documents, backups and logs lie beside the file itself.

    Raises:
        Unusable: the path is a link without a target. The file may be on a disk that is not connected, and a new, empty
            database must not take its place.
    """
    try:
        real = path.resolve()
        if path.is_symlink() and not real.exists():
            raise Unusable(f"{path} is a link to {real}, which is not there. If it is on another disk, connect that.")
    except (OSError, RuntimeError):
        raise Unusable(f"The database {path} cannot be reached: its links lead in a circle.") from None
    return real


def config_path() -> Path:
    """Return the path of the config file; it need not exist."""
    from platformdirs import user_config_path

    return user_config_path(_APP, appauthor=False) / "config.toml"


def log_path() -> Path:
    """Return the path of the log of faults, which has no customer data."""
    from platformdirs import user_log_path

    return user_log_path(_APP, appauthor=False) / "capptro.log"


def drafts_folder() -> Path:
    """Return the folder of drafts."""
    from platformdirs import user_state_path

    return user_state_path(_APP, appauthor=False) / "drafts"


def imports_folder() -> Path:
    """Return the folder of the mappings and files of earlier imports."""
    from platformdirs import user_state_path

    return user_state_path(_APP, appauthor=False) / "imports"


def exports_folder() -> Path:
    """Return the folder that is proposed for exports: the user's documents, or their home if they have none."""
    from platformdirs import user_documents_path

    documents = user_documents_path()
    return documents if documents.is_dir() else Path(os.path.expanduser("~"))


def backup_folder(database: Path) -> Path:
    """Return the folder of a database's backups."""
    return database.with_name(database.name + "-backups")


def document_folder(database: Path) -> Path:
    """Return the folder of a database's documents."""
    return database.with_name(database.name + ".files")


def beside(database: Path) -> list[Path]:
    """Return the paths of a database's files: its own, and those that SQLite has beside it while it is in use."""
    return [database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]


def shipped(*parts: str) -> Path:
    """Return the path of a file shipped with the program: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    folder = package / "data"
    return (folder if folder.is_dir() else package.parent / "data").joinpath(*parts)
