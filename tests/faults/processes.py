"""Starting other processes and hearing what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support import ROOT

PATIENCE = 600
"""Seconds until a program that says nothing more is given up: ten thousand writes on a busy machine take minutes."""


class Child:
    """A process of `tests.faults.child`; what it says comes line by line."""

    def __init__(self, verb: str, path: Path, *words: object, system_sqlite: bool = False) -> None:
        """`system_sqlite` says that it has the standard library's SQLite only."""
        folders = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        if system_sqlite:
            folders.append(str(ROOT / "tests" / "system_sqlite"))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child", verb, str(path), *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))},
        )

    def hear(self) -> Any:
        """The next thing it says; it must say something."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"ended with {self.process.wait()} and said nothing"
        return json.loads(line)

    def say(self, line: str) -> None:
        """Give it a line on standard input."""
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def all_it_says(self) -> list[Any]:
        """What it says until its end, which must be a good one."""
        said, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0
        return [json.loads(line) for line in said.splitlines()]

    def kill(self) -> list[Any]:
        """End it at once, as a power cut would; what it had said by then."""
        self.process.kill()
        said, _ = self.process.communicate(timeout=PATIENCE)
        return [json.loads(line) for line in said.splitlines() if line.endswith("}") or line.endswith('"')]
