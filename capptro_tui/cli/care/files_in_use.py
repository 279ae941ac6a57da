"""`where`: lists the files in use."""

from __future__ import annotations

import os
from pathlib import Path

from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command
from capptro_tui.cli.parsing.common import DB, JSON
from capptro_tui.locations import (
    backup_folder,
    config_path,
    database_path,
    document_folder,
    drafts_folder,
    log_path,
)
from capptro_tui.services.start import about
from capptro_tui.storage.place import answered


def where(as_json: bool, db: Path | None) -> None:
    """Say which files are in use, and what endangers them where they are."""
    database = database_path(db)
    files = {
        "database": database,
        "documents": document_folder(database),
        "config": config_path(),
        "log": log_path(),
        "backups": backup_folder(database),
        "drafts": drafts_folder(),
    }
    warnings = about.warnings(database)
    if as_json:
        output.emit_json({**{name: str(path) for name, path in files.items()}, "warnings": warnings})
        return
    unknown: list[str] = []
    missing = answered(lambda: [name for name, path in files.items() if not os.path.exists(path)], unknown)
    output.details(
        [
            (name.capitalize(), str(path) + ("  (not made yet)" if name in missing else ""))
            for name, path in files.items()
        ],
        indent=0,
    )
    output.tell(*warnings)


WHERE = Command(where, (JSON, DB), examples=("capptro where", "capptro where --json"))
