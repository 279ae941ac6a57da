"""`python -m bench`: build the databases that are missing, measure, print one table."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from rich.console import Console

from bench import databases, duplicates, exports, imports, keys, loops, memory, page, saves, search, start, storage
from bench.report import Row, machine, markdown, show
from bench.watch import environment

SIZES = [1_000, 100_000, 1_000_000]


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure the app beside its yardsticks.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="customers in the databases")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    options = parser.parse_args()

    paths = {count: databases.database(count) for count in sorted(options.sizes)}
    progress = Console(stderr=True, style="dim")  # no spinner: it would take time from the measured program
    title = machine()  # before our own load shows
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        surroundings = environment(databases.cache_folder(), Path(home))
        progress.print("starting, in turns with the yardsticks …")
        rows: list[Row] = start.run(paths, surroundings)
        progress.print("typing …")
        rows += keys.run(paths, surroundings)
        for count, path in paths.items():
            progress.print(f"{count:,} customers: searching …")
            rows += search.run(path, count)
            progress.print(f"{count:,} customers: counting bytes …")
            rows += storage.run(path, count)
            progress.print(f"{count:,} customers: looking for duplicates …")
            rows += duplicates.run(path, count)
        most = max(paths)
        progress.print("the customer page …")
        rows += page.run(paths[most], most, surroundings)
        progress.print("exporting …")
        rows += exports.run(paths[most], most)
        progress.print("importing …")
        rows += imports.run(paths[most], most, surroundings)
        progress.print("saving …")
        rows += saves.run(Path(home))
        progress.print("memory …")
        used = {count: memory.used(path, surroundings) for count, path in paths.items()}
        rows += memory.rows(used, memory.ten_lines_used(surroundings))
        progress.print("memory, going through the screens again and again …")
        rows += loops.run(Path(home), surroundings)
        if labelled := os.environ.get("CAPPTRO_MATCHING"):
            from bench import matching

            progress.print("matching …")
            rows += matching.run(Path(labelled))
    if options.markdown:
        print(markdown(rows, title))
    else:
        show(rows, Console(), title)


if __name__ == "__main__":
    main()
