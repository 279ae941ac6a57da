"""What can go wrong, said for people.

Every error that reaches a screen or the command line is one of these; its text is one plain sentence that says what is
wrong and what to do. Anything else is a fault of the program.
"""

from __future__ import annotations

from dataclasses import dataclass


class Refused(Exception):
    """The program will not do this; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that cannot be accepted: the field's name and a sentence for people."""

    field: str
    message: str


class Invalid(Refused):
    """Input that breaks the rules of its fields; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
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


class Superseded(Exception):
    """What was being read is not wanted any more, or took longer than it was given; whoever stopped it knows."""
