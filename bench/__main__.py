"""`python -m bench`: build the databases that are missing, measure, print one table."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from rich.console import Console

from bench import databases, keys, start
from bench.report import Row, machine, show
from bench.watch import environment


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure the app beside ten-line Textual apps.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000], metavar="N", help="customers in the database")
    options = parser.parse_args()

    rows: list[Row] = []
    paths = {count: databases.database(count) for count in options.sizes}
    console, progress = Console(), Console(stderr=True, style="dim")  # no spinner: it would take time from the measured
    title = machine()  # before the load is our own
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        surroundings = environment(databases.cache_folder(), Path(home))
        for count, database in paths.items():
            progress.print(f"{count:,} customers: starting, in turns with the yardsticks …")
            rows += start.run(database, surroundings, count)
            progress.print(f"{count:,} customers: typing …")
            rows += keys.run(database, surroundings, count)
        if labelled := os.environ.get("CAPPTRO_MATCHING"):
            from bench import matching

            progress.print("matching …")
            rows += matching.run(Path(labelled))
    show(rows, console, title)


if __name__ == "__main__":
    main()
