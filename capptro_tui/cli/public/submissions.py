"""`submissions add` and `submissions collect`: what came in by public forms."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from capptro_tui.cli.database import opened
from capptro_tui.cli.exit_codes import DONE, REFUSED
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command, Option, Verb
from capptro_tui.cli.parsing.common import DB, JSON
from capptro_tui.cli.parsing.parser import one_of
from capptro_tui.cli.streams import complain
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused, Unusable
from capptro_tui.exchange.files import keep_off
from capptro_tui.exchange.formats.source_file import readable
from capptro_tui.exchange.submissions.collecting import collect
from capptro_tui.exchange.submissions.reading import FORMATS, MOST_BYTES, read_sent
from capptro_tui.models.record import number
from capptro_tui.models.records.submission import Submission
from capptro_tui.services.business.business_settings import settings
from capptro_tui.services.submissions.receiving import Received, receive

_STDIN = "-"


def add(files: list[str], form: str, format: str | None, as_json: bool, db: Path | None) -> int:
    """Add the submissions of files; return 1 if any was refused."""
    new: list[int] = []
    already_there: list[int] = []
    refused: list[dict[str, str]] = []
    with opened(db) as database:
        for name in files:
            try:
                received = _received(database, name, form, format or "")
            except Unusable:
                raise
            except Refused as why:
                refused.append(_refusal(name, "", str(why)))
                continue
            new += received.ids
            already_there += received.already_there
            refused += [_refusal(name, place, why) for place, why in received.refused]
    return _tell(new, already_there, refused, as_json=as_json)


def _received(database: Database, name: str, form: str, format: str) -> Received:
    """Receive the submissions of one file. Raises Refused."""
    if name == _STDIN:
        content = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        path = Path(name)
        keep_off(path, database.path)
        with readable(path), path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    called = "standard input" if name == _STDIN else Path(name).name
    return receive(database, read_sent(called, content, format=format, form=form))


def _refusal(name: str, place: str, why: str) -> dict[str, str]:
    return {"file": name, "place": place, "error": why}


def collect_inbox(inbox: Path | None, as_json: bool, db: Path | None) -> int:
    """Take all files of the inbox; return 1 if any was refused."""
    with opened(db) as database:
        folder = inbox or settings(database)["inbox_folder"]
        if not folder:
            raise Refused("Name the inbox by --inbox FOLDER, or in Settings (7, e).")
        done = collect(database, Path(folder).expanduser().absolute())
    if done.waiting:
        complain(f"Left in the inbox, as they may still be written: {', '.join(done.waiting)}.")
    refused = [_refusal(name, "", why) for name, why in done.refused]
    refused += [_refusal(name, "", why) for name, why in done.unmoved]
    code = _tell(done.ids, [row_id for _, row_id in done.already_there], refused, as_json=as_json)
    if done.stopped is not None:
        raise done.stopped
    return code


def _tell(new: list[int], already_there: list[int], refused: list[dict[str, str]], *, as_json: bool) -> int:
    """Print the numbers of the submissions, and complain about those that were refused; return the exit code."""
    if as_json:
        told: dict[str, Any] = {
            "added": [number(Submission, row_id) for row_id in new],
            "already_there": [number(Submission, row_id) for row_id in already_there],
            "refused": refused,
        }
        output.emit_json(told)
    else:
        output.tell(*(number(Submission, row_id) for row_id in new))
        complain(*(f"{number(Submission, row_id)} has this submission already." for row_id in already_there))
        for one in refused:
            place = f", {one['place']}" if one["place"] else ""
            complain(f"{one['file']}{place}: {one['error']}")
    return REFUSED if refused else DONE


ADD = Command(
    add,
    (
        Argument("files", "FILE", "A file of submissions; - for standard input.", count="many", is_file=True),
        Option(
            ("--form",), "form", "The form of submissions that name none, such as E-1.", metavar="NUMBER", default="",
        ),
        Option(
            ("--format",), "format", f"The format, if the file does not tell: {', '.join(FORMATS)}.", metavar="FORMAT",
            read=one_of(*FORMATS), words=lambda: FORMATS,
        ),
        JSON,
        DB,
    ),
    details="JSON, a table (CSV) with a heading, the URL-encoded text of a form, or a mail as .eml. A submission that "
    "is there already is not added again. The numbers of the new ones are printed.",
    examples=("capptro submissions add request.eml --form E-1", "capptro submissions add answers.csv --form E-1"),
)  # fmt: skip
COLLECT = Command(
    collect_inbox,
    (
        Option(
            ("--inbox",), "inbox", "The folder; otherwise the one in Settings.", metavar="FOLDER", read=Path,
            is_file=True,
        ),
        JSON,
        DB,
    ),
    details="Each file is taken once, as one step that can be undone, and moved to the folder “done” or “refused” "
    "beside it. The open app does the same by itself.",
    examples=("capptro submissions collect", "capptro submissions collect --inbox /srv/capptro/inbox"),
)  # fmt: skip
SUBMISSIONS = Command(
    verbs=(
        Verb("add", "Add submissions of public forms from files.", ADD),
        Verb("collect", "Take the submissions in the inbox folder.", COLLECT),
    ),
    details="Submissions are listed, shown and changed like any records: “capptro list submissions”.",
    examples=("capptro submissions collect", "capptro list submissions --where status=new"),
)
