"""Completion scripts for shells, made from the declarations that the parser reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from capptro_tui.cli.parsing.command import Command, Option, Verb


@dataclass(frozen=True, slots=True)
class CursorPlace:
    """The verbs, options and words that may follow certain verbs on the command line.

    Attributes:
        path: the verbs before it, each after a slash: `/geofence/import`; "" before the first verb.
        verbs: verbs that may follow.
        options: options that may follow.
        words: possible values of the arguments.
        takes_files: whether an argument is a file.
    """

    path: str
    verbs: tuple[Verb, ...]
    options: tuple[Option, ...]
    words: tuple[str, ...]
    takes_files: bool

    @property
    def offered(self) -> list[str]:
        """The names of the verbs, and the words."""
        return [*(verb.name for verb in self.verbs), *self.words]

    @property
    def flags(self) -> list[str]:
        """All names of the options."""
        return [flag for option in self.options for flag in option.spellings] + ["-h", "--help"]


def places(command: Command, path: str = "") -> Iterator[CursorPlace]:
    """Yield the places of a command and of the verbs that may follow it."""
    arguments = command.arguments
    yield CursorPlace(
        path,
        command.verbs,
        tuple(command.options),
        tuple(word for argument in arguments if argument.words for word in argument.words()),
        any(argument.is_file for argument in arguments),
    )
    for verb in command.verbs:
        yield from places(verb.command(), f"{path}/{verb.name}")


def bash(command: Command) -> str:
    """Return the script for bash."""
    found = list(places(command))
    return _BASH.format(
        paths="|".join(f'"{place.path}"' for place in found if place.path),
        values="\n".join(
            f'        "{place.path} {flag}") {_bash_value(option)} return ;;'
            for place in found
            for option, flag in _valued(place)
        ),
        places="\n".join(
            f'        "{place.path}") flags="{" ".join(place.flags)}" '
            f'words="{" ".join(place.offered)}" files={int(place.takes_files)} ;;'
            for place in found
        ),
    )


def zsh(command: Command) -> str:
    """Return the script for zsh."""
    found = list(places(command))
    return _ZSH.format(
        paths="|".join(f'"{place.path}"' for place in found if place.path),
        values="\n".join(
            f'        "{place.path} {flag}") {_zsh_value(option)} return ;;'
            for place in found
            for option, flag in _valued(place)
        ),
        places="\n".join(
            f'        "{place.path}") flags=({" ".join(place.flags)}) '
            f"words_here=({' '.join(place.offered)}) "
            f"files={int(place.takes_files)} ;;"
            for place in found
        ),
    )


def fish(command: Command) -> str:
    """Return the script for fish."""
    found = list(places(command))
    lines = [_FISH.format(paths=" ".join(f"'{place.path}'" for place in found if place.path))]
    for place in found:
        start = f"complete -c capptro -n \"__capptro_at '{place.path}'\""
        lines += [f"{start} -a {verb.name} -d {_quoted(verb.summary)}" for verb in place.verbs]
        lines += [f"{start} -a {word}" for word in place.words]
        lines += [f"{start} -F"] if place.takes_files else []
        for option in place.options:
            names = " ".join(
                f"-l {flag.removeprefix('--')}" if flag.startswith("--") else f"-s {flag[1:]}"
                for flag in option.spellings
            )
            lines.append(f"{start} {names} {_fish_value(option)}-d {_quoted(option.help)}")
        lines.append(f"{start} -s h -l help -d 'Show this help.'")
    return "\n".join(lines)


SHELLS: dict[str, Callable[[Command], str]] = {"bash": bash, "zsh": zsh, "fish": fish}


def _valued(place: CursorPlace) -> list[tuple[Option, str]]:
    return [(option, flag) for option in place.options if option.metavar for flag in option.flags]


def _words(option: Option) -> Sequence[str]:
    return option.words() if option.words else ()


def _bash_value(option: Option) -> str:
    if option.is_file:
        return 'COMPREPLY=($(compgen -f -- "$current"));'
    words = " ".join(_words(option))
    return f'COMPREPLY=($(compgen -W "{words}" -- "$current"));' if words else ""


def _zsh_value(option: Option) -> str:
    if option.is_file:
        return "_files;"
    words = " ".join(_words(option))
    return f"compadd -- {words};" if words else ""


def _fish_value(option: Option) -> str:
    if not option.metavar:
        return ""
    if option.is_file:
        return "-r -F "
    words = " ".join(_words(option))
    return f"-x -a '{words}' " if words else "-x "


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_BASH = """\
# Completion of capptro for bash. In ~/.bashrc:  eval "$(capptro completion bash)"
_capptro() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
    local path="" place=1 flags="" words="" files=0
    COMPREPLY=()
    while [ "$place" -lt "$COMP_CWORD" ]; do
        case "$path/${{COMP_WORDS[place]}}" in
        {paths}) path="$path/${{COMP_WORDS[place]}}" ;;
        */--db) place=$((place + 1)) ;;
        esac
        place=$((place + 1))
    done
    case "$path $previous" in
{values}
    esac
    case "$path" in
{places}
    esac
    case "$current" in
        -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
        *)
            COMPREPLY=($(compgen -W "$words" -- "$current"))
            if [ "$files" = 1 ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
            ;;
    esac
}}
complete -o filenames -F _capptro capptro"""

_ZSH = """\
#compdef capptro
# Completion of capptro for zsh. In ~/.zshrc, after compinit:  eval "$(capptro completion zsh)"
_capptro() {{
    local current="${{words[CURRENT]}}" previous="${{words[CURRENT-1]}}" path_here="" files=0
    local -a flags words_here
    local -i place=2
    while (( place < CURRENT )); do
        case "$path_here/${{words[place]}}" in
        {paths}) path_here="$path_here/${{words[place]}}" ;;
        */--db) (( place += 1 )) ;;
        esac
        (( place += 1 ))
    done
    case "$path_here $previous" in
{values}
    esac
    case "$path_here" in
{places}
    esac
    if [[ "$current" == -* ]]; then
        compadd -- $flags
    else
        compadd -- $words_here
        if (( files )); then _files; fi
    fi
}}
compdef _capptro capptro"""

_FISH = """\
# Completion of capptro for fish. In config.fish:  capptro completion fish | source
function __capptro_at
    set -l path ''
    for word in (commandline -opc)[2..-1]
        if contains -- "$path/$word" {paths}
            set path "$path/$word"
        end
    end
    test "$path" = "$argv[1]"
end
complete -c capptro -f"""
