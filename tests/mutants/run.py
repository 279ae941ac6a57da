"""Runs the mutants: `python -m tests.mutants.run [NAME …]`, names may be beginnings.

For each, the tests that it names are run in a copy of the tree in which its change is made: they must fail. First they
are run without any change, where they must pass. The exit code is 1 when a mutant survives or no longer fits the tree.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

from tests.mutants.entries import Mutant, mutants
from tests.support import ROOT

AT_ONCE = 2
PATIENCE = 600
"""Seconds after which a run has failed: a mutant may make a test wait for ever."""

COPIED = (
    "capptro_tui",
    "bench",
    "data",
    "tests",
    "tools",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
)

FAILED = 1
"""What pytest ends with when tests were run and some failed."""


class Copy:
    """A copy of the tree to change and to run tests in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._changes = 0
        for name in COPIED:
            if (source := ROOT / name).is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, folder / name)

    def run(self, tests: tuple[str, ...]) -> tuple[int, str]:
        """What pytest ends with, and the line that says why."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
        own = {"PYTHONPATH": str(self.folder), "CI": "1"}  # CI: what hypothesis tries is the same each time
        try:
            done = subprocess.run(
                command, cwd=self.folder, env={**os.environ, **own}, capture_output=True, text=True, timeout=PATIENCE,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return FAILED, "ran too long"
        lines = (done.stdout + done.stderr).strip().splitlines() or [""]
        failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
        return done.returncode, (failed or lines)[-1]

    def try_out(self, mutant: Mutant) -> tuple[str, str]:
        """What becomes of a mutant, and why."""
        path = self.folder / mutant.file
        text = path.read_text(encoding="utf-8")
        self._write(path, mutant.applied(text))
        try:
            code, line = self.run(mutant.tests)
        finally:
            self._write(path, text)
        if code == FAILED:
            return "killed", line.removeprefix("FAILED ").partition(" - ")[0]
        return ("SURVIVED", mutant.why) if code == 0 else ("ERROR", line)

    def _write(self, path: Path, text: str) -> None:
        """Python knows a changed file by its time in seconds, so each has one of its own."""
        self._changes += 1
        path.write_text(text, encoding="utf-8")
        os.utime(path, (self._changes, self._changes))


def try_out_all(chosen: list[Mutant]) -> int:
    """Try mutants out, some at once, and say what becomes of each; how many are killed."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        copies: queue.Queue[Copy] = queue.Queue()
        for number in range(AT_ONCE):
            copies.put(Copy(Path(name, str(number))))

        def tried(mutant: Mutant) -> bool:
            copy, start = copies.get(), monotonic()
            try:
                found, why = copy.try_out(mutant)
            finally:
                copies.put(copy)
            print(f"{found:9}{mutant.name:34} {monotonic() - start:4.0f} s  {why}", flush=True)
            return found == "killed"

        _must_pass(copies.queue[0], chosen)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sum(pool.map(tried, chosen))


def _must_pass(copy: Copy, chosen: list[Mutant]) -> None:
    """A test that fails without a mutant would kill any. Raises SystemExit."""
    start = monotonic()
    code, line = copy.run(tuple(dict.fromkeys(test for mutant in chosen for test in mutant.tests)))
    if code:
        raise SystemExit(f"The tests do not pass as the tree is: {line}")
    print(f"{'':9}{'none: the tests pass':34} {monotonic() - start:4.0f} s", flush=True)


def main(names: list[str]) -> int:
    """Run those of the mutants that are named, all by default; the exit code."""
    chosen = [mutant for mutant in mutants() if not names or mutant.name.startswith(tuple(names))]
    stale = {mutant.name: why for mutant in chosen if (why := mutant.stale(ROOT))}
    for name, why in stale.items():
        print(f"{'STALE':9}{name}: {why}")
    start, fit = monotonic(), [mutant for mutant in chosen if mutant.name not in stale]
    killed = try_out_all(fit) if fit else 0
    print(f"{killed} of {len(chosen)} killed, {len(stale)} stale, in {monotonic() - start:.0f} s.")
    return 0 if killed == len(chosen) > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
