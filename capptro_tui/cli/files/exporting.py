"""`export`: records of a type, some or all, as JSON, CSV, XLSX or vCards; or everything."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capptro_tui.cli.database import opened, record_type
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command, Option
from capptro_tui.cli.parsing.common import DB, JSON, SORT, WHERE, column_names, output_file, record_slugs
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.cli.records.selection import read_columns, read_where
from capptro_tui.cli.streams import complain
from capptro_tui.errors import Refused
from capptro_tui.exchange.exporting.exporting import FORMATS, check_format
from capptro_tui.models.records.customer import Customer
from capptro_tui.show import show
from capptro_tui.text.patterns import pattern

if TYPE_CHECKING:
    from capptro_tui.db.database import Database
    from capptro_tui.exchange.exporting.exporting import Exported, ExportRequest

ALL = "all"
"""The word for all record types."""

_WHOLE = 1_000_000
_NOT_ASCII = pattern(r"[^\x00-\x7e]+")


def export(slug: str, to: Path | None, form: str, as_json: bool, db: Path | None, **how: Any) -> None:
    """Write records to a file or to standard output.

    Args:
        slug: the record type, such as `work-items`, or `all`.
        to: the file, or a new folder; None for standard output.
        form: one of FORMATS; "" for that of the file's ending, or JSON.
        as_json: whether to print the result as JSON.
        db: the database.
        how: the other options: `where`, `sort`, `columns`, `raw`, `api_types`.
    """
    to = None if to is None or str(to) == "-" else to
    form = form or _form_of(to)
    _check(slug, form, to, as_json=as_json, how=how)
    with opened(db) as database:
        done = _export_all(database, form, to, how) if slug == ALL else _export_one(database, slug, form, to, how)
    if to is None:
        complain(*done.notices)
    elif as_json:
        output.emit_json({"file": str(to), "records": done.count, "notices": [*done.notices]})
    else:
        output.tell(f"Written to {to}.")
        complain(*done.notices)


def _form_of(to: Path | None) -> str:
    ending = to.suffix.lower().removeprefix(".") if to else ""
    return ending if ending in FORMATS else "json"


def _check(slug: str, form: str, to: Path | None, *, as_json: bool, how: dict[str, Any]) -> None:
    """Raise Misused for words that do not go together."""
    record = Customer if slug == ALL else record_type(slug)
    try:
        check_format(record, form, columns=bool(how["columns"]), raw=how["raw"], api_types=how["api_types"])
    except Refused as refused:
        raise Misused(str(refused)) from None
    if to is None and (form == "xlsx" or (slug == ALL and form != "json")):
        raise Misused(f"Name {'a new folder' if slug == ALL else 'a file'} for {form}, by -o.")
    if to is None and as_json:
        raise Misused("--json tells about a file; name one by -o.")
    if slug == ALL and (how["where"] or how["sort"] or how["columns"]):
        raise Misused("“all” takes no --where, --sort or --columns.")
    if slug == ALL and how["api_types"] and form != "json":
        raise Misused("--api-types of all records is for json.")


def _export_one(database: Database, slug: str, form: str, to: Path | None, how: dict[str, Any]) -> Exported:
    from capptro_tui.exchange.conditions import read_selection
    from capptro_tui.exchange.exporting import exporting

    record = record_type(slug)
    selection = read_selection(database, record, read_where(how["where"]), how["sort"])
    names = read_columns(record, how["columns"])
    request = exporting.ExportRequest(selection, form, names, raw=how["raw"], api_types=how["api_types"])
    shown = to is not None or not sys.stdout.isatty()
    with _counting(record.info.plural, lambda: exporting.total(database, request), shown=shown) as progress:
        return _write(database, request, to, progress)


def _write(database: Database, request: ExportRequest, to: Path | None, progress: Callable[[int], None]) -> Exported:
    from capptro_tui.exchange.exporting import exporting
    from capptro_tui.exchange.files import replacing, replacing_binary

    if to is None:
        return exporting.write_text(_Screen(request.form), database, request, progress)
    if request.form == "xlsx":
        with replacing_binary(to, database=database.path) as binary:
            return exporting.write_binary(binary, database, request, progress)
    with replacing(to, database=database.path, newline="") as file:
        return exporting.write_text(file, database, request, progress)


def _export_all(database: Database, form: str, to: Path | None, how: dict[str, Any]) -> Exported:
    from capptro_tui.exchange.exporting import everything
    from capptro_tui.exchange.files import replacing

    if form != "json":
        assert to is not None
        return everything.write_all_files(to, database, form, raw=how["raw"], told=lambda _: None)
    api_types = how["api_types"]
    if to is None:
        return everything.write_all_lists(_Screen(form), database, api_types=api_types, told=lambda _: None)
    with replacing(to, database=database.path) as file:
        return everything.write_all_lists(file, database, api_types=api_types, told=lambda _: None)


class _Screen:
    """Standard output. On a terminal what is written has no effect but to be read: JSON is ASCII there.

    Args:
        form: the format that is written.
    """

    def __init__(self, form: str) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._is_json = form in ("json", "jsonl")

    def write(self, text: str) -> None:
        """Write text that ends with a line."""
        if not self._is_terminal:
            sys.stdout.write(text)
            return
        if self._is_json:
            sys.stdout.write(_NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text))
            return
        text = text.removeprefix("\ufeff")
        for line in text.splitlines(keepends=True):
            bare = line.rstrip("\r\n")
            sys.stdout.write(show(bare, _WHOLE) + ("\n" if line != bare else ""))


@contextmanager
def _counting(label: str, total: Callable[[], int], *, shown: bool) -> Iterator[Callable[[int], None]]:
    """Show the progress of an export on standard error, if that is a terminal. Yields its update function."""
    with output.bar(label, shown=shown) as report:
        if report is None:
            yield lambda _: None
            return
        number = total()
        yield lambda done: report(done, number)


EXPORT = Command(
    export,
    (
        Argument("slug", "RECORDS", "customers, contacts, …; or all.", words=lambda: [*record_slugs(), ALL]),
        WHERE,
        SORT,
        Option(
            ("--columns",),
            "columns",
            "Fields to write, with commas between them.",
            metavar="FIELD,FIELD",
            read=column_names,
            default=[],
        ),
        Option(
            ("--format",),
            "form",
            "json, jsonl, csv, xlsx or vcf; otherwise by the file's ending.",
            metavar="FORMAT",
            default="",
            words=lambda: FORMATS,
        ),
        Option(("--raw",), "raw", "csv and xlsx with field names and exact values, to be read back."),
        Option(("--api-types",), "api_types", "Customers in JSON with numbers where the API has numbers."),
        output_file(),
        JSON,
        DB,
    ),
    details="Tables are for people: labels, days and amounts of your region; a text that a spreadsheet would take for "
    "a formula begins with an apostrophe. xlsx keeps the zeros before a number. JSON is exact: customers have the 41 "
    "API names and “extensions”, all others their field names. A vCard is written for each customer and each contact."
    " Without --columns, each record has a mark of its database, and names beside its links, by which an import at "
    "another desk finds its customer. What a format cannot hold is listed on standard error. “all” is one JSON object"
    " of lists, or a new folder of files. Records in the trash are left out.",
    examples=(
        "capptro export customers -o customers.xlsx",
        "capptro export orders --where status=confirmed --sort -day -o orders.csv",
        "capptro export customers --format vcf -o customers.vcf",
        "capptro export all -o everything.json",
    ),
)
