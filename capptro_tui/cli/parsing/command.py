"""Declarations of the command line: verbs, and what each takes.

Help, parser and completion read them. A `Verb` is a line of the table of verbs; it names its `Command`, whose module is
imported when the verb is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final, Literal

Read = Callable[[str], Any]
"""Makes a value of a word. Raises ValueError with what is wrong: `is not a whole number`."""

Words = Callable[[], Sequence[str]]
"""The words among which an argument or option is chosen, for the completion."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A word that has its meaning by its place.

    Attributes:
        name: of the keyword under which the command's function gets it.
        metavar: what stands for it in the usage line.
        help: one sentence.
        count: `one`, `optional` (None where it is missing) or `many` (a list of at least one).
        words: what the completion offers.
        is_file: whether the completion offers files.
    """

    name: str
    metavar: str
    help: str
    count: Literal["one", "optional", "many"] = "one"
    read: Read = str
    words: Words | None = None
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A word that begins with `--`, or two with its value.

    Attributes:
        flags: what it is called, the long name first.
        name: of the keyword under which the command's function gets it.
        metavar: what stands for its value; without one it is a yes.
        help: one sentence.
        default: what the function gets where an option with a value is not given.
        is_repeated: whether it may be given several times; the function gets a list.
        has_no: whether `--no-…` says the contrary; the function gets None where neither is given.
        words: what the completion offers for the value.
        is_file: whether the completion offers files.
    """

    flags: tuple[str, ...]
    name: str
    help: str
    metavar: str = ""
    default: Any = None
    read: Read = str
    is_repeated: bool = False
    has_no: bool = False
    words: Words | None = None
    is_file: bool = False

    @property
    def unset(self) -> Any:
        """What the function gets where it is not given."""
        if self.is_repeated:
            return []
        return self.default if self.metavar or self.has_no else False

    @property
    def spellings(self) -> list[str]:
        """All that it may be called, `--no-…` included."""
        return [*self.flags, *([f"--no-{self.flags[0].removeprefix('--')}"] if self.has_no else [])]


@dataclass(frozen=True, slots=True)
class Command:
    """What a verb takes and does.

    Attributes:
        run: gets each argument and option as a keyword; returns an exit code or None. None where only `verbs` run.
        takes: its arguments, in their order, and its options.
        details: a paragraph for the help, below the summary.
        examples: whole command lines.
        verbs: what may follow the verb: `import` and `export` of `geofence`.
        is_paged: whether what it prints on a terminal may be long.
    """

    run: Callable[..., int | None] | None = None
    takes: tuple[Argument | Option, ...] = ()
    details: str = ""
    examples: tuple[str, ...] = ()
    verbs: tuple[Verb, ...] = ()
    is_paged: bool = False

    @property
    def arguments(self) -> list[Argument]:
        """What it takes by place."""
        return [one for one in self.takes if isinstance(one, Argument)]

    @property
    def options(self) -> list[Option]:
        """What it takes by name."""
        return [one for one in self.takes if isinstance(one, Option)]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb in the table of verbs.

    Attributes:
        summary: one sentence of at most 62 characters, so that no line of the help is cut on 80 columns.
        source: its command, a function that gives it, or where either is within `capptro_tui.cli`:
            `records.reading:FIND`.
    """

    name: str
    summary: str
    source: str | Command | Callable[[], Command] = field(repr=False)

    def command(self) -> Command:
        """The verb's command; its module is imported now."""
        if isinstance(self.source, Command):
            return self.source
        if not isinstance(self.source, str):
            return self.source()
        module, _, name = self.source.partition(":")
        found: Command | Callable[[], Command] = getattr(import_module(f"{_PACKAGE}.{module}"), name)
        return found if isinstance(found, Command) else found()


_PACKAGE: Final = "capptro_tui.cli"
