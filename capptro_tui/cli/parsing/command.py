"""Declarations of the command line: verbs, their arguments and options.

Help, parser and completion read them. A `Verb` is a line of the table of verbs; it names its `Command`, whose module is
imported when the verb is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final, Literal

Read = Callable[[str], Any]
"""Converts a word to a value. Raises ValueError; the message continues the argument's name: `takes a whole number`."""

Words = Callable[[], Sequence[str]]
"""Returns the possible values of an argument or option, for the completion."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A positional word of the command line.

    Attributes:
        name: keyword of the command's function.
        metavar: its name in the usage line.
        help: one sentence.
        count: `one`, `optional` (None if it is missing) or `many` (a list of at least one).
        read: converts the word to the value.
        words: words that the completion offers.
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
    """A word that begins with `--`, alone or with a value.

    Attributes:
        flags: its names, the long one first.
        name: keyword of the command's function.
        help: one sentence.
        metavar: name of the value in the help; "" for an option without a value, which is a yes.
        default: value for the function if an option with a value is not given.
        read: converts the value's word to the value.
        is_repeated: whether it may be given several times; the function gets a list.
        has_no: whether `--no-…` gives a no; the function gets None if neither is given.
        words: values that the completion offers.
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
        """The value for the function if the option is not given."""
        if self.is_repeated:
            return []
        return self.default if self.metavar or self.has_no else False

    @property
    def spellings(self) -> list[str]:
        """All names of the option, `--no-…` included."""
        return [*self.flags, *([f"--no-{self.flags[0].removeprefix('--')}"] if self.has_no else [])]


@dataclass(frozen=True, slots=True)
class Command:
    """The function of a verb, with its arguments and options.

    Attributes:
        run: gets each argument and option as a keyword; returns an exit code or None. None if only `verbs` can run.
        takes: its arguments, in their order, and its options.
        details: a paragraph for the help, below the summary.
        examples: whole command lines.
        verbs: verbs that may follow this one: `import` and `export` of `geofence`.
        is_paged: whether long output goes through the pager.
    """

    run: Callable[..., int | None] | None = None
    takes: tuple[Argument | Option, ...] = ()
    details: str = ""
    examples: tuple[str, ...] = ()
    verbs: tuple[Verb, ...] = ()
    is_paged: bool = False

    @property
    def arguments(self) -> list[Argument]:
        """The positional arguments."""
        return [argument for argument in self.takes if isinstance(argument, Argument)]

    @property
    def options(self) -> list[Option]:
        """The options."""
        return [argument for argument in self.takes if isinstance(argument, Option)]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb in the table of verbs.

    Attributes:
        summary: one sentence of at most 62 characters, so that no line of the help is cut on 80 columns.
        source: its command, a function that returns it, or the location of either within `capptro_tui.cli`:
            `records.reading:FIND`.
    """

    name: str
    summary: str
    source: str | Command | Callable[[], Command] = field(repr=False)

    def command(self) -> Command:
        """Return the verb's command, and import its module if needed."""
        if isinstance(self.source, Command):
            return self.source
        if not isinstance(self.source, str):
            return self.source()
        module, _, name = self.source.partition(":")
        found: Command | Callable[[], Command] = getattr(import_module(f"{_PACKAGE}.{module}"), name)
        return found if isinstance(found, Command) else found()


_PACKAGE: Final = "capptro_tui.cli"
