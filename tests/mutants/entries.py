"""The list of mutants: guards of the data, each taken away in one place, and the test near it that must see that."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Mutant:
    """One change of the program that must not go unseen."""

    name: str
    file: str  #: from the project's folder
    old: str  #: is in the file exactly once
    new: str
    tests: tuple[str, ...]  #: as pytest takes them; at least one must fail
    why: str  #: what a user would lose

    def stale(self, root: Path) -> str:
        """Why it no longer fits the tree; "" when it does."""
        path = root / self.file
        if not path.is_file():
            return f"there is no file {self.file}"
        count = path.read_text(encoding="utf-8").count(self.old)
        if count != 1:
            return f"the old text is {count} times in {self.file}, not once"
        for test in self.tests:
            if why := _no_test(root, test):
                return why
        return ""

    def applied(self, text: str) -> str:
        """The text of its file with the change."""
        return text.replace(self.old, self.new, 1)


def _no_test(root: Path, test: str) -> str:
    """Why a test as pytest takes it is not there, as far as that is seen without running it; "" when it is."""
    file, *names = test.split("::")
    if not (root / file).exists():
        return f"there is no {file}"
    text = (root / file).read_text(encoding="utf-8") if names else ""
    missing = [name for name in names if f" {name.partition('[')[0]}" not in text]
    return f"there is no {missing[0]} in {file}" if missing else ""


def mutants() -> Iterator[Mutant]:
    """Every entry of the `.toml` files here."""
    for path in sorted(FOLDER.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]:
            yield Mutant(**{**entry, "tests": tuple(entry["tests"])})
