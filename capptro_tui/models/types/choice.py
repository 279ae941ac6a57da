"""The declared values of a field that has a few: states, priorities."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How much attention a state asks for."""

    GOOD = "good"
    ACTIVE = "active"
    WAIT = "wait"
    QUIET = "quiet"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a ChoiceOf, with a mark so that it is never told by colour alone."""

    value: str
    label: str
    mark: str = ""
    tone: Tone = Tone.QUIET
    open: bool = False  #: work in this state is still to be done
    next: tuple[str, ...] = ()  #: the states it may go to, of a field whose states follow each other
    reopens: str = ""  #: the state that reopening leads to, of one from which nothing else does


def find_choice(choices: tuple[Choice, ...], value: str) -> Choice:
    """The declared choice for a stored value; an unknown value speaks for itself."""
    return next((choice for choice in choices if choice.value == value), Choice(value, value))
