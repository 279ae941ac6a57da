"""Errors for people.

Every error that reaches a screen or the command line is one of these; its text is one plain sentence that says what is
wrong and what to do. Anything else is a fault of the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class Refused(Exception):
    """The program will not do this; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that cannot be accepted: the field's name and a sentence for people."""

    field: str
    message: str


class Invalid(Refused):
    """Input that breaks the rules of its fields; nothing was written."""

    def __init__(self, problems: list[FieldError]) -> None:
        self.field_errors = problems
        super().__init__(" ".join(problem.message for problem in problems))


class Stale(Refused):
    """The record has been changed since it was shown."""


class Missing(Refused):
    """There is no such record."""


class Conflict(Refused):
    """An undo that would overwrite later work; `conflicts` names each place."""

    def __init__(self, message: str, conflicts: list[str]) -> None:
        self.conflicts = conflicts
        super().__init__(message)


class Unusable(Refused):
    """The database file cannot be used as it is: damaged, locked, foreign, read-only or from a newer version."""


class Damaged(Unusable):
    """The database file is damaged: a backup, or a salvaged copy, may take its place.

    Attributes:
        path: the damaged file.
    """

    def __init__(self, message: str, path: Path = Path()) -> None:
        self.path = path
        super().__init__(message)


class NotADatabase(Damaged):
    """The file at the path is no database of this program: another file, or a completely destroyed one."""


class FileReplaced(Unusable):
    """The file at the database's path is no longer the one that was opened; nothing may be written any more."""


class NewerSchema(Unusable):
    """A newer version of the program has changed the database while it was open here."""


class ForeignStructures(Unusable):
    """The database has triggers or views that this program did not make; nothing may be written through them.

    Attributes:
        names: their names.
    """

    def __init__(self, message: str, names: list[str]) -> None:
        self.names = names
        super().__init__(message)


class MisfitLog(Unusable):
    """Beside the database lies a log of changes that was not written for this file; people decide about it.

    Attributes:
        path: path of the log.
    """

    def __init__(self, message: str, path: Path) -> None:
        self.path = path
        super().__init__(message)


class Restored(Stale):
    """A backup was restored into the database since it was read here; everything must be read again."""


class Superseded(Exception):
    """A read was ended: it is not wanted any more, or took longer than allowed. Whoever ended it handles this error."""
