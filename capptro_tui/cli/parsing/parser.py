"""Reads the words of a command line by the declaration of its verb.

argparse reads the options. This module gives the other words to the arguments by position: to take options and a list
of arguments in any order, argparse would have to guess the meaning of `--`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from capptro_tui.cli.parsing.command import Argument, Command, Option, Read
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.text.suggestions import did_you_mean

if TYPE_CHECKING:
    import argparse

HELP = ("-h", "--help")
_COUNTLESS = 2**53
"""A limit that is the database's alone: messages do not mention it."""


def asks_for_help(command: Command, words: Sequence[str]) -> bool:
    """Return whether `-h` or `--help` is among the words, other than as an option's value."""
    before, _ = _split(words)
    return any(word in HELP for word in _with_values_joined(command.options, before))


def parse(command: Command, words: Sequence[str]) -> dict[str, Any]:
    """Return the arguments of a command's function, by keyword. Raises Misused."""
    before, after = _split(words)
    options, rest = _options(command.options, before)
    return options | _placed(command.arguments, [*rest, *after])


def _options(options: Sequence[Option], words: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Return the values of the options, by name, and the other words. Raises Misused."""
    if not any(map(_looks_like_option, words)):
        return {option.name: option.unset for option in options}, words
    import argparse  # late, for the start: most commands are given no option

    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    for option in options:
        _declare(parser, option)
    try:
        found, rest = parser.parse_known_args(list(_with_values_joined(options, words)))
    except argparse.ArgumentError as wrong:
        raise Misused(f"{(wrong.argument_name or '').split('/')[0]} {_said(wrong.message)}.") from None
    for word in rest:
        if _looks_like_option(word):
            flags = [flag for option in options for flag in option.spellings]
            name = word.partition("=")[0]
            raise Misused(f"There is no option {name[:40]}.{did_you_mean(name, [*flags, *HELP])}")
    return vars(found), rest


def whole_number(low: int, high: int) -> Read:
    """Return a reader of whole numbers within bounds."""

    def read(word: str) -> int:
        try:
            number = int(word)
        except ValueError:
            raise ValueError(f"takes a whole number, not “{word[:40]}”") from None
        if not low <= number <= high:
            raise ValueError(f"must be from {low:,} to {high:,}" if high < _COUNTLESS else f"must be {low:,} or more")
        return number

    return read


def one_of(*known: str) -> Read:
    """Return a reader of one of several words."""

    def read(word: str) -> str:
        if word not in known:
            listed = ", ".join(known[:-1]) + f" or {known[-1]}" if len(known) > 1 else known[0]
            raise ValueError(f"“{word[:40]}” is unknown: it takes {listed}.{did_you_mean(word, known)}".rstrip("."))
        return word

    return read


def _split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words before and after `--`. No word after it is an option."""
    end = words.index("--") if "--" in words else len(words)
    return list(words[:end]), list(words[end + 1 :])


def _with_values_joined(options: Iterable[Option], words: Sequence[str]) -> Iterator[str]:
    """Yield the words, `--name value` joined to `--name=value`: a value may begin with a minus."""
    valued = {flag for option in options if option.metavar for flag in option.flags if flag.startswith("--")}
    rest = iter(words)
    for word in rest:
        value = next(rest, None) if word in valued else None
        yield word if value is None else f"{word}={value}"


def _looks_like_option(word: str) -> bool:
    return word.startswith("-") and len(word) > 1 and not (word[1].isdigit() or word[1] == ".")


def _declare(parser: argparse.ArgumentParser, option: Option) -> None:
    import argparse  # late, for the start

    declared: dict[str, Any] = {"dest": option.name, "default": option.unset}
    if option.has_no:
        declared["action"] = argparse.BooleanOptionalAction
    elif not option.metavar:
        declared["action"] = "store_true"
    else:
        declared |= {"type": _reader(option.read), "action": "append" if option.is_repeated else "store"}
    parser.add_argument(*option.flags, **declared)


def _reader(read: Read) -> Read:
    """Return a reader for argparse, which expects an error class of its own."""
    import argparse  # late, for the start

    def read_word(word: str) -> Any:
        try:
            return read(word)
        except ValueError as wrong:
            raise argparse.ArgumentTypeError(str(wrong)) from None

    return read_word


def _said(message: str) -> str:
    if message.startswith("expected one argument"):
        return "needs a value"
    return "takes no value" if message.startswith("ignored explicit argument") else message.rstrip(".")


def _placed(arguments: Sequence[Argument], words: list[str]) -> dict[str, Any]:
    """Return the values of the arguments, by name. Raises Misused."""
    found: dict[str, Any] = {}
    for place, argument in enumerate(arguments):
        if argument.count == "many":
            kept = sum(1 for later in arguments[place + 1 :] if later.count == "one")
            mine = words[: max(0, len(words) - kept)]
        else:
            mine = words[:1]
        if not mine and argument.count != "optional":
            raise Misused(f"{argument.metavar} is missing.")
        words = words[len(mine) :]
        try:
            values = [argument.read(word) for word in mine]
        except ValueError as wrong:
            raise Misused(f"{argument.metavar} {wrong}.") from None
        found[argument.name] = values if argument.count == "many" else (values or [None])[0]
    if words:
        raise Misused(f"“{words[0][:40]}” is one word too many.")
    return found
