"""The declared values of a field that has a few: states, priorities."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """The degree of attention that a state needs."""

    GOOD = "good"
    ACTIVE = "active"
    WAIT = "wait"
    QUIET = "quiet"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a ChoiceOf. It has a mark, so that colour is never the only sign of it."""

    value: str
    label: str
    mark: str = ""
    tone: Tone = Tone.QUIET
    open: bool = False  #: work in this state is still to be done
    next: tuple[str, ...] = ()  #: the states that this state may become, if the field's states follow each other
    reopens: str = ""  #: the state after reopening, if this state has no other way out


def find_choice(choices: tuple[Choice, ...], value: str) -> Choice:
    """Return the declared choice for a stored value; for an unknown value, a choice with the value as its label."""
    return next((choice for choice in choices if choice.value == value), Choice(value, value))
