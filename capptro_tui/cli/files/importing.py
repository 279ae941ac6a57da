"""`import`: records of a file of another program, or of an export, rehearsed or brought in as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from capptro_tui.cli.database import opened_or_empty, own_or_new, record_type
from capptro_tui.cli.exit_codes import DONE, REFUSED
from capptro_tui.cli.files import asking, import_report
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command, Option
from capptro_tui.cli.parsing.common import DB, DRY_RUN, JSON, record_slugs
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.cli.streams import complain
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.files import check_target, is_same_file
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.outcome import OnDuplicate
from capptro_tui.exchange.importing.rehearsing import rehearse
from capptro_tui.exchange.importing.rejects import write_rejects
from capptro_tui.exchange.importing.report import ImportReport
from capptro_tui.exchange.importing.running import ImportOptions, run
from capptro_tui.exchange.importing.source_tables import SourceRecords, read_source
from capptro_tui.exchange.understanding.layout.table_rows.row_filter import BLANK
from capptro_tui.exchange.understanding.values.dates import DAY_FIRST, MONTH_FIRST
from capptro_tui.locations import database_path
from capptro_tui.models.record import RecordType

EVERYTHING = "all"
"""The word for the records of every type."""

_DATE_ORDERS = (DAY_FIRST, MONTH_FIRST)
_ON_DUPLICATE = [each.value for each in OnDuplicate if each]


@dataclass(frozen=True, slots=True)
class _Wish:
    """The options of the command line that decide about the writing."""

    options: ImportOptions
    is_rehearsal: bool
    is_quiet: bool
    db: Path | None

    @property
    def may_ask(self) -> bool:
        """Whether people are asked about duplicates."""
        can_be_asked = not self.is_rehearsal and not self.is_quiet and asking.can_ask()
        return self.options.on_duplicate is OnDuplicate.ASK and can_be_asked


def import_file(
    slug: str,
    path: Path | None,
    map_file: Path | None,
    dry_run: bool,
    on_duplicate: str | None,
    strict: bool,
    rejects: Path | None,
    as_json: bool,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    date_order: str | None,
    db: Path | None,
) -> int:
    """Import the records of a file, or say what an import would do. Return 1 if a record was left out.

    Without a file, the first argument is a folder that `leave` has written.
    """
    given = (map_file, on_duplicate, rejects, encoding, delimiter, sheet, date_order)
    has_options = dry_run or strict or any(given)
    if path is None:
        return _bring_back(slug, has_options, as_json, db)
    if slug == EVERYTHING:
        return _import_all(path, has_options, as_json, db)
    record = record_type(slug)
    _check_word("way with duplicates", on_duplicate, _ON_DUPLICATE)
    _check_word("order of days", date_order, _DATE_ORDERS)
    _check_apart(path, map_file, rejects)
    source = open_source(path, encoding=encoding or "", delimiter=delimiter or "", database=database_path(db))
    with ExitStack() as stack:
        database = stack.enter_context(opened_or_empty(db))
        report = stack.enter_context(ImportReport())
        if rejects is not None:
            check_target(rejects, database=database_path(db))  # before the import, not after it
        found = read_source(database, record, source, sheet or "", map_file, date_order=date_order or "")
        options = ImportOptions(
            OnDuplicate(on_duplicate or ""), strict, found.is_exact, found.expected, path.name, Decisions()
        )
        wish = _Wish(options, dry_run, as_json, db)
        refusal, batch = _do(database, record, found, report, wish)
        refusal = refusal or _nothing_found(path, record, found, report)
        unwritten = _write_rejects(rejects, found, report, database_path(db))
        shown = import_report.Shown(record, source, found, report, batch, is_rehearsal=dry_run, refusal=refusal)
        (import_report.print_json if as_json else import_report.print_text)(shown)
        if refusal and not as_json:
            complain(refusal)
        complain(*unwritten)
        return REFUSED if refusal or report.left_out or unwritten else DONE


def _check_word(what: str, word: str | None, known: Sequence[str]) -> None:
    """Raise Misused if a word is given that is none of those known."""
    if word and word not in known:
        raise Misused(f"“{word[:40]}” is no {what}; known are {', '.join(known)}.")


def _check_apart(path: Path, map_file: Path | None, rejects: Path | None) -> None:
    """Raise Misused if a file that is written is another one of the command."""
    for other in (map_file, rejects):
        if other is not None and is_same_file(other, path):
            raise Misused(f"{other} is the file that is imported; name another one.")
    if map_file is not None and rejects is not None and is_same_file(map_file, rejects):
        raise Misused(f"{rejects} is the file of --map; name another one.")


def _write_rejects(path: Path | None, found: SourceRecords, report: ImportReport, database: Path) -> list[str]:
    """Write the rows that were left out. Return a sentence if that fails: what was imported is shown all the same."""
    if path is None:
        return []
    try:
        write_rejects(path, found, report.rejects, database=database)
    except Refused as refused:
        return [f"The rows left out were not written. {refused}"]
    return []


def _import_all(path: Path, has_options: bool, as_json: bool, db: Path | None) -> int:
    """Import an export of everything."""
    if has_options:
        raise Misused("All records come in as they are: leave the options away, or name the records.")
    from capptro_tui.cli.files.importing_all import import_everything  # late: a file of one type does without

    return import_everything(path, as_json, db)


def _bring_back(folder: str, has_options: bool, as_json: bool, db: Path | None) -> int:
    """Import a folder that `leave` has written."""
    if folder in (*record_slugs(), EVERYTHING):
        raise Misused("FILE is missing.")
    if has_options:
        raise Misused("A folder comes in as it is: leave the options away, or name the records and a file.")
    from capptro_tui.cli.files.leaving import bring_back  # late: the import of a file does without

    bring_back(Path(folder), as_json, db)
    return DONE


def _do(
    database: Database, record: RecordType, found: SourceRecords, report: ImportReport, wish: _Wish
) -> tuple[str, int]:
    """Rehearse or run the import.

    Returns:
        Why nothing was imported, a sentence, or ""; and the number of the batch, or 0.
    """
    options = wish.options
    if wish.is_rehearsal or found.open_questions or options.on_duplicate is OnDuplicate.ASK or options.is_strict:
        _rehearse(database, record, found, report, options)
        while report.undecided and wish.may_ask and options.decisions is not None:
            asking.ask(report.outcomes(), options.decisions)
            _rehearse(database, record, found, report, options)  # a decision may show that a later row is another one
        refusal = _refusal(report, options) or ("" if wish.is_rehearsal else _unanswered(found))
        if wish.is_rehearsal or refusal:
            return refusal, 0
        report.clear()
    label = f"Importing {record.info.plural.lower()}"
    bar = output.bar(label, shown=options.expected >= import_report.MANY)
    with own_or_new(database, wish.db) as target, bar as progress:
        result = run(target, record, found.read(), report.tell, options, progress=progress)
    return "", result.batch if result.count else 0


def _rehearse(
    database: Database, record: RecordType, found: SourceRecords, report: ImportReport, options: ImportOptions
) -> None:
    """Fill the report with the outcomes that an import would have."""
    report.clear()
    label = f"Rehearsing {record.info.plural.lower()}"
    with output.bar(label, shown=options.expected >= import_report.MANY) as progress:
        outcomes = rehearse(
            database, record, found.read(), options.on_duplicate, keeps_blanks=options.keeps_blanks,
            decisions=options.decisions,
        )  # fmt: skip
        for done, outcome in enumerate(outcomes, 1):
            report.tell(outcome)
            if progress and not done % 500:
                progress(done, options.expected)


def _unanswered(found: SourceRecords) -> str:
    """Return what must be answered before anything is imported; "" if nothing must."""
    if not found.open_questions:
        return ""
    return f"Nothing is imported: {' '.join(found.open_questions)} Say “--date-order dmy” or “--date-order mdy”."


def _nothing_found(path: Path, record: RecordType, found: SourceRecords, report: ImportReport) -> str:
    """Return a sentence if a file has rows, and none of them is taken for a record; "" otherwise."""
    skipped = {reason for reason in found.facts["skipped_rows"] if reason != BLANK}
    if report.total or not skipped:
        return ""
    return (
        f"No row of {path.name} was taken for a {record.info.label.lower()}: {', '.join(sorted(skipped))}. "
        "Say with “--map” which columns have what."
    )


def _refusal(report: ImportReport, options: ImportOptions) -> str:
    """Return why nothing is imported; "" if there is no reason."""
    if options.is_strict and report.faults:
        return f"Nothing is imported: {report.faults:,} of {report.total:,} records cannot be taken as they are."
    if options.on_duplicate is OnDuplicate.ASK and report.undecided:
        return (
            f"Nothing is imported: {report.undecided:,} records may be there already. Look at them, and decide with "
            "“--on-duplicate skip”, “fill”, “update” or “create”; on a terminal you are asked record by record."
        )
    return ""


def _value(words: str) -> str:
    if not words:
        raise ValueError("needs a value")
    return words


_text = partial(Option, read=_value)

IMPORT = Command(
    import_file,
    (
        Argument(
            "slug",
            "RECORDS",
            "customers, contacts, …; all; or a folder that “capptro leave” has written.",
            words=lambda: [*record_slugs(), EVERYTHING],
        ),
        Argument(
            "path",
            "FILE",
            "CSV, XLSX, XLS, ODS, vCard, IIF, JSON or JSON Lines.",
            count="optional",
            read=Path,
            is_file=True,
        ),
        Option(
            ("--map",),
            "map_file",
            "The meaning of the columns: used if the file is there, written if it is not.",
            metavar="FILE",
            read=Path,
            is_file=True,
        ),
        DRY_RUN,
        _text(
            ("--on-duplicate",),
            "on_duplicate",
            "skip, fill, update, create or ask: on a terminal you are asked record by record before anything is "
            "written. Without it, a record that was clearly imported before is updated, and one of the same name is "
            "skipped; one that is only like another is created, and listed.",
            metavar="WAY",
            words=lambda: _ON_DUPLICATE,
        ),
        Option(("--strict",), "strict", "Import nothing if a value does not fit as it is."),
        Option(
            ("--rejects",),
            "rejects",
            "Write the rows that do not come in to this CSV file, with the reason and the row.",
            metavar="FILE",
            read=Path,
            is_file=True,
        ),
        _text(("--encoding",), "encoding", "The encoding of a text, such as cp1252.", metavar="NAME"),
        _text(("--delimiter",), "delimiter", "comma, semicolon, tab, pipe, or the sign.", metavar="SIGN"),
        _text(("--sheet",), "sheet", "The sheet of a workbook.", metavar="NAME"),
        _text(
            ("--date-order",),
            "date_order",
            "dmy or mdy: the order of dates such as 03/04/2025, where a column does not tell it.",
            metavar="ORDER",
            words=lambda: _DATE_ORDERS,
        ),
        JSON,
        DB,
    ),
    details="All records come in as one batch, which “capptro undo” takes back; a backup is taken before. A value that "
    "its field cannot hold is kept in the description or in a note, and listed. Exit code 1 says that a record was "
    "refused. An export of this database updates records by their numbers. A number of another database is another "
    "record's here: links are found by the name beside them, or are refused. A folder that “capptro leave” has "
    "written goes into an empty database only, which is made if there is none: numbers, links, times and the trash "
    "are as they were. It brings no history of single changes: a backup has it. "
    "“capptro import all” brings in what “capptro export all” has written, a JSON file or a folder, as one batch. "
    "A map is JSON: each of its columns has the “header” and the “target”: a field (“capptro add RECORDS -h” lists "
    "them, here with “_” in place of “-”), one of a part (contact.phone, site.street, order_line.quantity), “note” for "
    "the description, or “ignored”. It may have a “label” for the note, a “date_order” (dmy, mdy or ymd), "
    "“restore_zero” (true puts back a leading zero that was lost) and “left_out” (values in small letters whose rows "
    "are left out). What a map does not name is found in the file.",
    examples=(
        "capptro import customers contacts.csv --dry-run",
        "capptro import customers list.xlsx --on-duplicate fill --rejects left.csv",
        "capptro import orders orders.jsonl --json",
        "capptro import all everything.json --db new.db",
        "capptro import ~/my-data --db new.db",
    ),
)
