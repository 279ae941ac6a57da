"""The corpus: for each schema revision a database that a program of its time wrote, packed with its documents."""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

State = dict[str, list[dict[str, Any]]]
"""Table to rows, each as column to value, oldest first."""


@dataclass(frozen=True)
class Old:
    """A database of the corpus, unpacked."""

    revision: str
    path: Path
    whole: State  #: what it holds
    undone: list[State]  #: what it held after each undo, newest batch first, until there was nothing to undo
    redone: list[State]  #: what it held after each redo from there, until there was nothing to redo


def packed(revision: str) -> Path:
    """Where the packed database of a revision is, or should be."""
    return FOLDER / f"schema-{revision}.tar.xz"


def pack(revision: str, folder: Path) -> None:
    """Pack a folder as `business.py` leaves it. What does not matter, times and owners, is the same each time."""
    with tarfile.open(packed(revision), "w:xz", preset=9) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            archive.add(path, path.relative_to(folder), filter=_plain)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mtime, member.uid, member.gid, member.uname, member.gname = 0, 0, 0, "", ""
    return member


def unpack(revision: str, folder: Path) -> Old:
    """The database of a revision, unpacked into a folder, with the story that is told of it."""
    with tarfile.open(packed(revision)) as archive:
        archive.extractall(folder, filter="data")
    story = json.loads((folder / "story.json").read_text(encoding="utf-8"))
    (folder / "story.json").unlink()
    return Old(revision, folder / "desk.db", **story)
