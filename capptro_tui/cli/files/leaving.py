"""`leave`: everything out of the program, into a folder of files; and the way back."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command
from capptro_tui.cli.parsing.common import DB, JSON
from capptro_tui.cli.streams import complain
from capptro_tui.exchange.leaving import coming_back, leaving
from capptro_tui.models.records.attachment import Attachment


def leave(folder: Path, as_json: bool, db: Path | None) -> int:
    """Write everything into a new folder; return 1 if the file of a document was not there."""
    with opened(db) as database, output.bar("Writing everything") as report:
        begun = count(1)
        files = leaving.count_files(database.schema)
        left = leaving.leave(database, folder, (lambda _: report(next(begun), files)) if report else (lambda _: None))
    if as_json:
        written = {"folder": str(folder), "records": left.counts, "documents": left.documents}
        output.emit_json(written | {"notices": left.notices})
    else:
        records = f"{sum(left.counts.values()):,} records"
        documents = f" and the files of {Attachment.info.counted(left.documents)}" if left.documents else ""
        output.tell(f"Written to {folder}: {records}{documents}. {leaving.README} there says what each file is.")
        complain(*left.notices)
    return 0 if left.is_whole else 1


def bring_back(folder: Path, as_json: bool, db: Path | None) -> None:
    """Bring a folder that `leave` has written into an empty database, which is made if there is none."""
    coming_back.check_folder(folder)  # before a database is made for it
    with opened(db, make=True) as database:
        result = coming_back.bring_back(database, folder)
    if as_json:
        output.emit_json({"batch": result.batch, "records": result.count, "notices": [coming_back.LEFT_BEHIND]})
    else:
        output.tell(f"{result.summary} from {folder}.", coming_back.LEFT_BEHIND)


LEAVE = Command(
    leave,
    (
        Argument("folder", "FOLDER", "A new folder, or an empty one.", read=Path, is_file=True),
        JSON,
        DB,
    ),
    details="Every record as CSV and as JSON, the customers as vCards, all documents under their names, and a readme "
    "that says what each file and each column is. The folder is there when all of it is written, or not at all. "
    "“capptro import FOLDER” makes an equal database of it.",
    examples=("capptro leave ~/my-data",),
)
