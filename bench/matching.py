"""Precision, recall and F1 of the duplicate rule on labelled sets: `python -m bench.matching FOLDER`.

The folder holds one folder a set, each with `records.csv` (id, name, phone, email, street, city, postcode) and
`pairs.csv` (id_a, id_b), or with `labelled_pairs.csv` (name_a, name_b, match). All pairs of a set that could be the
same are compared, with one rule and one threshold for all sets; a pair counts as found if it is graded same or likely.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console

from bench.report import Row, machine, show
from capptro_tui.matching.compare import Facts, Grade, compare, facts

_REGION = "US"
_FEWEST_SIMILAR = 60
_MOST_SHARING = 60
_GOALS = {"chicago_ece": 0.85}
_GOAL_OF_MEAN = 0.80


def run(folder: Path) -> list[Row]:
    """Match every set of a folder, and return one row for each set and one for their mean."""
    f1s = []
    rows = []
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            precision, recall, f1 = _match(path)
            f1s.append(f1)
            what = f"{path.name}: F1 (precision, recall)"
            rows.append(_row(what, f"{f1:.3f} ({precision:.2f}, {recall:.2f})", f1, _GOALS.get(path.name)))
    mean = sum(f1s) / len(f1s)
    return [*rows, _row("labelled sets: mean F1", f"{mean:.3f}", mean, _GOAL_OF_MEAN)]


def _row(what: str, ours: str, f1: float, goal: float | None) -> Row:
    return Row(what, ours, goal=f"≥ {goal:.2f}" if goal else "", met=f1 >= goal if goal else None)


def _match(folder: Path) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one set, each from 0 to 1."""
    labelled = folder / "labelled_pairs.csv"
    if labelled.exists():
        rows = _read(labelled)
        records = [facts(name=row[side]) for row in rows for side in ("name_a", "name_b")]
        pairs = {(2 * index, 2 * index + 1) for index in range(len(rows))}
        true = {(2 * index, 2 * index + 1) for index, row in enumerate(rows) if row["match"] == "1"}
    else:
        rows = _read(folder / "records.csv")
        records = [_facts(row) for row in rows]
        index_of = {row["id"]: index for index, row in enumerate(rows)}
        true = {_ordered(index_of[row["id_a"]], index_of[row["id_b"]]) for row in _read(folder / "pairs.csv")}
        pairs = set(_candidates(records))
    found = {pair for pair in pairs if _is_found(*(records[index] for index in pair))}
    hits = len(found & true)
    return hits / max(1, len(found)), hits / len(true), 2 * hits / (len(found) + len(true))


def _is_found(a: Facts, b: Facts) -> bool:
    verdict = compare(a, b)
    return verdict is not None and verdict.grade in (Grade.SAME, Grade.LIKELY)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _facts(row: dict[str, str]) -> Facts:
    return facts(
        name=row["name"],
        phones=[row["phone"]],
        email=row["email"],
        street=row["street"],
        postcode=row["postcode"],
        city=row["city"],
        region=_REGION,
    )


def _candidates(records: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Yield every pair with a similar name, street or email, or an equal phone or postcode."""
    for field in ("key", "compact", "street", "email"):
        yield from _similar([getattr(each, field) for each in records])
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(records):
        for value in (*each.phones, each.postcode):
            if value:
                sharing[value].append(index)
    for indices in sharing.values():
        if len(indices) <= _MOST_SHARING:
            yield from combinations(indices, 2)


def _similar(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    known = {index: text for index, text in enumerate(texts) if text}
    for index, text in known.items():
        for _, _, other in process.extract(
            text, known, scorer=fuzz.ratio, score_cutoff=_FEWEST_SIMILAR, limit=None, processor=None
        ):
            if other > index:
                yield index, other


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def main() -> None:
    """Print the table of the sets in the given folder."""
    if len(sys.argv) != 2:
        sys.exit("Which folder holds the labelled sets? python -m bench.matching FOLDER")
    show(run(Path(sys.argv[1])), Console(), machine())


if __name__ == "__main__":
    main()
