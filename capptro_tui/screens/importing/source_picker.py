"""The picker of the file to import: the last files first, and a folder of contact cards as one file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from capptro_tui.widgets.form.path_picker import PathPicker, describe_path
from capptro_tui.widgets.form.picker_rows import Choosable

CARDS: Final = "*.vcf"
"""Stands for all cards of a folder, as the name of a file in it."""

SUFFIXES: Final = frozenset(
    (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".vcf", ".iif", ".json", ".jsonl", ".html")
)
"""Endings of the files that can be imported, as they are usually called."""

_LOOKED_AT = 20_000
"""Most entries of a folder that are looked at for cards."""


class SourcePicker(PathPicker):
    """Chooses a file, or `*.vcf` for all cards of a folder. Links to files may be named."""

    def __init__(self, folder: Path, recent: Sequence[Path]) -> None:
        """Begin in `folder`; `recent` are offered first."""
        super().__init__(folder)
        self.recent = recent

    def offered(self, text: str) -> list[Choosable]:
        """Return the entries of the folder, the exact name first; with nothing typed, the last files before them."""
        rows = super().offered(text)
        if not text.strip():
            return [*self._recent(), *self._cards(self.folder), *sorted(rows, key=_is_other)]
        folder, part = self._split(text)
        if part == CARDS:
            return self._cards(folder)
        return sorted(rows, key=lambda row: row.value.name != part)

    def _recent(self) -> list[Choosable]:
        found = []
        for path in self.recent:
            with suppress(OSError):
                if path.name == CARDS or path.is_file():
                    found.append(Choosable(path, describe_path(path), "imported before", label=path.name))
        return found

    def _cards(self, folder: Path) -> list[Choosable]:
        """Return a row for all cards of a folder that has several."""
        count = 0
        with suppress(OSError), os.scandir(folder) as entries:
            for _, entry in zip(range(_LOOKED_AT), entries, strict=False):
                count += entry.name.lower().endswith(".vcf")
        if count < 2:
            return []
        path = folder / CARDS
        return [Choosable(path, describe_path(path), f"all {count:,} contact cards of this folder", label=CARDS)]


def _is_other(row: Choosable) -> bool:
    """Whether a row is a file that is none to import by its name. It may be all the same, so it is offered last."""
    suffix = row.value.suffix.lower() if not row.label.endswith(os.sep) else ""
    return bool(suffix) and suffix not in SUFFIXES


def source_path(chosen: Path) -> Path:
    """Return the file or folder to read for a chosen path."""
    return chosen.parent if chosen.name == CARDS else chosen
