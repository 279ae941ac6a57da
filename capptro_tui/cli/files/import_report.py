"""The report of `import`: counts, then the records that say more, for people; or one JSON value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.common import known_schema
from capptro_tui.exchange.formats.table import TableSource
from capptro_tui.exchange.importing.outcome import Action
from capptro_tui.exchange.importing.report import ImportReport
from capptro_tui.exchange.importing.source_tables import SourceRecords
from capptro_tui.exchange.understanding.layout.field_mapping import notes_field
from capptro_tui.exchange.understanding.vocabulary.meanings import NOTE
from capptro_tui.models.record import RecordType

MANY: Final = 2_000
"""Least number of records whose import shows its progress."""

_MOST_SHOWN = 200
"""Most lines about single values; `--json` has all."""


_TITLES: Final = {
    "changed": "Changed",
    "mended": "Kept otherwise",
    "question": "Questions",
    "skipped": "Already there",
    "similar": "Similar",
    "undecided": "To decide",
    "refused": "Refused",
}
"""Kind of a line to the heading of its table."""

_Cells = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """An import, to be shown.

    Attributes:
        record: the type of its records.
        source: the file.
        found: its records.
        report: their outcomes.
        batch: the number of the batch; 0 if nothing was written.
        is_rehearsal: whether it was only rehearsed.
        refusal: why nothing is imported; "" if it is.
    """

    record: RecordType
    source: TableSource
    found: SourceRecords
    report: ImportReport
    batch: int
    is_rehearsal: bool
    refusal: str


def print_json(shown: Shown) -> None:
    """Print one JSON object, without holding all outcomes in memory."""
    report = shown.report
    head = {
        "file": str(shown.source.path),
        "format": shown.source.format,
        "sheet": shown.found.table.name,
        "facts": shown.source.facts,
        **shown.found.facts,
        "records": report.total,
        "counts": {action.value: report.counts[action] for action in Action},
        "parts": dict(sorted(report.parts.items())),
        "mends": report.mends,
        "readings": [
            {"column": column, "why": why, "values": count} for (column, why), count in report.readings.items()
        ],
        "questions": report.questions,
        "dry_run": shown.is_rehearsal,
        "batch": shown.batch or None,
        "refusal": shown.refusal or None,
    }
    text = output.to_text(head)
    output.emit(f'{text[:-1]}, "outcomes":')
    output.write_list(output.emit, map(output.to_text, report.outcomes(every=True)))
    output.emit("}")


def print_text(shown: Shown) -> None:
    """Print counts, then mends, questions and refusals by row."""
    facts = ", ".join(f"{name}: {text}" for name, text in shown.source.facts.items())
    output.tell(f"{shown.source.path} ({', '.join(filter(None, [shown.source.format, facts]))})")
    output.tell(*_about_columns(shown.record, shown.found))
    for (column, why), count in shown.report.readings.items():
        output.tell(f"Column “{column}”: {count:,} {'value' if count == 1 else 'values, each'} read as {why}.")
    output.tell(*_counts(shown))
    found: defaultdict[str, list[_Cells]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for outcome in shown.report.outcomes():
        for kind, cells in _lines(outcome):
            counts[kind] += 1
            if counts[kind] <= _MOST_SHOWN:
                found[kind].append(cells)
    for kind, title in _TITLES.items():
        if found[kind]:
            output.heading(title)
            output.table(("Row", "Name", ""), found[kind], indent=2)
            if counts[kind] > _MOST_SHOWN:
                output.tell(f"  And {counts[kind] - _MOST_SHOWN:,} more: “--json” lists all.")


def _about_columns(record: RecordType, found: SourceRecords) -> Iterator[str]:
    """Yield sentences about columns without a field, and about rows that are not taken over."""
    if kept := [column["column"] for column in found.facts.get("columns", ()) if column["target"] == NOTE]:
        yield f"Kept in the {record.fields[notes_field(record)].label.lower()}: {', '.join(kept)}."
    for column in found.facts.get("ignored", ()):
        yield f"Column “{column['column']}” is not taken over: {column['values']:,} of its cells have a value."
    for reason, rows in found.facts.get("skipped_rows", {}).items():
        count = rows["count"]
        yield f"{count:,} {'row is no record' if count == 1 else 'rows are no records'}: {reason}."
    if others := found.facts.get("other_sheets"):
        yield f"Other sheets are left out: {', '.join(others)}. “--sheet” names one."
    for question in found.facts.get("column_questions", ()):
        yield f"Question: {question}"


def _counts(shown: Shown) -> Iterator[str]:
    """Yield sentences with the numbers of records."""
    report, record = shown.report, shown.record
    would = "would be " if shown.is_rehearsal or shown.refusal else ""
    said = [
        f"{count:,} to decide" if action is Action.UNDECIDED else f"{count:,} {would}{action.value}"
        for action in Action
        if (count := report.counts[action])
    ]
    yield f"{record.info.counted(report.total)}: {', '.join(said) or 'none'}."
    if report.parts:
        parts = [known_schema().record_named(name).info.counted(count) for name, count in sorted(report.parts.items())]
        yield f"With them {', '.join(parts)}."
    if shown.batch:
        yield f"Batch {shown.batch}: “capptro undo {shown.batch}” takes it back."


def _lines(outcome: dict[str, Any]) -> Iterator[tuple[str, _Cells]]:
    """Yield kind and cells of the lines about an outcome."""
    row, name = ", ".join(map(str, outcome["rows"][:3])), outcome["name"]
    for change in outcome.get("changes", ()):
        yield "changed", (row, name, f"{change['field']}: {change['from'] or '-'} → {change['to'] or '-'}")
    is_refused = outcome["action"] == Action.REFUSED  # nothing of it is kept, and the reason has its value
    mends = () if is_refused else outcome.get("mends", ())
    for mend in (one for one in mends if not one.get("reading")):
        now = f" → {mend['now']}" if mend["now"] else ""
        yield "mended", (str(mend["row"]), name, f"{mend['column']}: {mend['was']}{now} ({mend['why']})")
    if question := outcome.get("question"):
        yield "question", (row, name, question)
    if outcome["action"] in (Action.SKIPPED, Action.UNDECIDED, Action.REFUSED):
        yield outcome["action"], (row, name, outcome["reason"])
    elif outcome["action"] == Action.CREATED:
        yield from (("similar", (row, name, _similar(one))) for one in outcome.get("similar", ()))


def _similar(one: dict[str, Any]) -> str:
    where = one["number"] or f"row {one['row']}"
    return f"{one['name']} ({where}): {', '.join(one['reasons'])}"
