"""The verbs about backups: take one, list them, put one back, save what can be read of a damaged database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command
from capptro_tui.cli.parsing.common import DB, DRY_RUN, JSON, known_schema
from capptro_tui.db.database import Database
from capptro_tui.errors import Damaged
from capptro_tui.locations import database_path
from capptro_tui.models.types.moment_texts import stamp_text
from capptro_tui.services.backups import overview, store, taking
from capptro_tui.services.backups.store import Backup
from capptro_tui.services.restoring import replacing, restoring, salvaging
from capptro_tui.services.restoring.restoring import BackupComparison


def backup(
    file: Path | None,
    as_json: bool,
    db: Path | None,
) -> None:
    """Copy the database and its documents, also while it is in use."""
    with opened(db) as database:
        if file is None:
            made, notice = taking.take_backup(database, "by-hand").path, taking.read_state(database.path).second_problem
        else:
            made, notice = taking.copy_to(database, file), ""
    if as_json:
        output.emit_json({"backup": str(made), "notice": notice})
    else:
        output.tell(f"The backup is {made}.", *([notice] if notice else []))


def backups(as_json: bool, db: Path | None) -> None:
    """List the backups of the database, newest first, and say what is wrong with them."""
    try:
        with opened(db) as database:
            seen = overview.read_overview(database)
        found, notices = seen.backups, list(seen.problems)
    except Damaged as damage:
        found, notices = overview.backups_of_lost(damage.path), [str(damage)]
        if not found:
            raise
    if as_json:
        output.emit_json({"backups": [_json(backup) for backup in found], "notices": notices})
        return
    from rich.filesize import decimal  # late, for the start

    lines = [(backup.taken_text, backup.why, decimal(backup.size), str(backup.path)) for backup in found]
    output.table(("Taken", "Why", "Size", "File"), lines)
    output.tell(*([] if found else ["There are no backups yet; “capptro backup” takes one."]), *notices)


def restore_backup(
    file: str,
    dry_run: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Put a backup back. What is here now is kept as a backup first."""
    path = database_path(db)
    found = store.find_backup(path, file)
    try:
        way = _restore if path.exists() else _put_in_place
        compared, kept = way(path, found, dry_run=dry_run)
    except Damaged as damage:
        if damage.path != path or not replacing.may_be_replaced(damage):
            raise
        compared, kept = _put_in_place(path, found, dry_run=dry_run)
    if as_json:
        output.emit_json(_compared_json(compared) | ({} if dry_run else {"kept": str(kept) if kept else None}))
        return
    _tell_compared(compared, is_done=not dry_run)
    if not dry_run:
        was = f" What was here before is kept in {kept}." if kept else ""
        output.tell(f"Restored {found}.{was}")


def _restore(path: Path, found: Path, *, dry_run: bool) -> tuple[BackupComparison, Path | None]:
    """Restore into a database that can be opened; return the comparison, and the backup of the state before."""
    with closing(Database.open(path, schema=known_schema())) as database:
        compared = restoring.compare(database, found)
        return compared, None if dry_run else restoring.restore_backup(database, found).kept.path


def _put_in_place(path: Path, found: Path, *, dry_run: bool) -> tuple[BackupComparison, Path | None]:
    """Put a backup in place of a missing or damaged database; return its contents, and the path of the damaged one."""
    compared = restoring.describe(path, found, known_schema())
    return compared, None if dry_run else replacing.put_in_place(path, found, known_schema()).kept


def salvage(
    file: Path,
    out: Path,
    as_json: bool,
) -> None:
    """Save what can be read of a damaged database into a new one; the damaged one stays as it is."""
    done = salvaging.salvage(file, out, known_schema())
    rows = [
        salvaged
        for salvaged in done.tables
        if salvaged.read or salvaged.from_journal or salvaged.lost or salvaged.stood_in
    ]
    if as_json:
        tables = {
            salvaged.record.info.name: {
                "read": salvaged.read,
                "from_history": salvaged.from_journal,
                "lost": len(salvaged.lost),
                "stood_in": salvaged.stood_in,
            }
            for salvaged in rows
        }
        findings = [finding.message for finding in done.findings]
        output.emit_json({"database": str(done.path), "tables": tables, "missing": done.missing, "findings": findings})
        return
    headers = ("Records", "Read", "From the history", "Not readable", "Only the number")
    lines = [
        (
            salvaged.record.info.plural,
            *(f"{count:,}" for count in (salvaged.read, salvaged.from_journal, len(salvaged.lost), salvaged.stood_in)),
        )
        for salvaged in rows
    ]
    output.table(headers, lines)
    if done.missing:
        output.tell(f"The files of {done.missing:,} documents could not be saved.")
    output.tell(f"What could be saved is in {done.path}.")


def _json(backup: Backup) -> dict[str, Any]:
    return {"file": str(backup.path), "taken": backup.taken.isoformat(), "reason": backup.reason, "size": backup.size}


def _compared_json(compared: BackupComparison) -> dict[str, Any]:
    counts = {plural.lower(): {"backup": there, "here": here} for plural, there, here in compared.counts}
    return {
        "file": str(compared.path),
        "business": compared.business,
        "same_database": compared.is_same,
        "last_change": compared.newest or None,
        "counts": counts,
        "changes_lost": compared.lost,
        "documents_missing": compared.missing,
    }


def _tell_compared(compared: BackupComparison, *, is_done: bool) -> None:
    """Print the comparison of a backup with the database."""
    whose = f" of {compared.business}" if compared.business else ""
    last = f" Its last change was made on {stamp_text(compared.newest)}." if compared.newest else ""
    output.tell(f"The backup is{whose}.{last}")
    if not compared.is_same:
        output.tell("It is a backup of another database.")
    lines = [
        (plural, f"{there:,}", "" if here is None else f"{here:,}") for plural, there, here in compared.counts
        if there or here
    ]  # fmt: skip
    output.table(("Records", "In the backup", "Here" if any(here for _, _, here in lines) else ""), lines)
    if compared.lost:
        verb = "were made since and are gone" if is_done else "were made since and would be gone"
        output.tell(f"{compared.lost:,} changes {verb}, the last ones:")
        output.table(
            ("When", "Who", "What"), [(stamp_text(event.at), event.by, event.summary) for event in compared.last]
        )
    if compared.missing:
        output.tell(f"The files of {compared.missing:,} documents of the backup are nowhere to be found.")


BACKUP = Command(
    backup,
    (
        Argument(
            "file",
            "FILE",
            "The file to make, or a folder; otherwise among the other backups.",
            count="optional",
            read=Path,
            is_file=True,
        ),
        JSON,
        DB,
    ),
    details="The copy is checked before it gets its name. Nothing is overwritten.",
    examples=("capptro backup", "capptro backup /media/stick"),
)
BACKUPS = Command(
    backups,
    (JSON, DB),
    details="It also says what is wrong with them.",
    examples=("capptro backups",),
    is_paged=True,
)
RESTORE_BACKUP = Command(
    restore_backup,
    (
        Argument("file", "FILE", "The backup: a path, or its name among the others.", is_file=True),
        DRY_RUN,
        JSON,
        DB,
    ),
    details="What is here now is kept as a backup first. With --dry-run it only says what is in the backup and what "
    "would be gone. A damaged database, which cannot be opened, is replaced by the backup; the damaged file is kept.",
    examples=(
        "capptro restore-backup /media/stick/capptro.db --dry-run",
        "capptro restore-backup /media/stick/capptro.db",
    ),
)
SALVAGE = Command(
    salvage,
    (
        Argument("file", "FILE", "The damaged database.", read=Path, is_file=True),
        Argument("out", "OUT", "The new database to make.", read=Path, is_file=True),
        JSON,
    ),
    details="What can be read goes into a new database; the damaged one stays as it is.",
    examples=("capptro salvage damaged.db saved.db",),
)
