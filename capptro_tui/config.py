"""The config file: theme and keys. Nothing is read at import.

Errors in it stop nothing: faulty options are left out, and each problem is a sentence for people.
"""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.storage.private_files import PRIVATE, NewFile, make_folder

DARK, LIGHT = "capptro-dark", "capptro-light"

THEMES: Final = (
    DARK, LIGHT, "atom-one-dark", "atom-one-light", "catppuccin-frappe", "catppuccin-latte", "catppuccin-macchiato",
    "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord", "rose-pine", "rose-pine-dawn",
    "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark", "textual-light", "tokyo-night",
)  # fmt: skip
"""The themes: the program's own, then those of the framework, but for the ones in the terminal's sixteen colours."""

OPTIONS: Final = {
    "theme": f"how it looks: {DARK} or {LIGHT}, or another that “Choose a theme” lists",
    "keys": 'a table of other keys, a line each, such as new = "n,insert"',
}
"""Option to its meaning."""

_OTHERS = "and those that “Choose a theme” lists"
_BOM = codecs.BOM_UTF8.decode()


@dataclass(frozen=True, slots=True)
class Config:
    """Options read from the config file, and problems in it.

    Attributes:
        theme: the name of the theme.
        keys: the id of a binding to the keys that trigger it, comma separated.
        problems: a sentence for each problem in the file.
    """

    theme: str = DARK
    keys: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_config(path: Path) -> Config:
    """Return the config at `path`, with defaults for missing and faulty options."""
    import tomllib

    try:
        text = path.read_bytes().decode("utf-8-sig")
        found = tomllib.loads(text)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        return Config(problems=(f"The config file {path} cannot be read: {error.strerror}. The defaults are used.",))
    except UnicodeDecodeError:
        return Config(problems=(f"The config file {path} is not UTF-8; save it as that. The defaults are used.",))
    except (ValueError, RecursionError) as error:
        wrong = str(error).rstrip(".")
        return Config(problems=(f"The config file {path} cannot be understood: {wrong}. The defaults are used.",))
    theme, keys = found.get("theme", DARK), found.get("keys", {})
    problems = [
        *_unknown_options(found),
        *([] if theme in THEMES else [f"theme: there are {DARK} and {LIGHT}, {_OTHERS}, not “{_shown(theme)}”."]),
        *_wrong_keys(keys),
    ]
    return Config(
        theme if theme in THEMES else DARK,
        {name: value for name, value in _flat(keys) if isinstance(value, str)},
        tuple(f"Config: {text}" for text in problems),
    )


def _unknown_options(found: Mapping[str, Any]) -> Iterator[str]:
    for name in found:
        if name not in OPTIONS:
            yield f"there is no option “{_shown(name)}”.{suggestion(name, OPTIONS)}"


def _wrong_keys(keys: Any) -> Iterator[str]:
    if not isinstance(keys, dict):
        yield '[keys] must hold lines such as new = "n".'
        return
    for name, value in _flat(keys):
        if not isinstance(value, str):
            yield f'the keys of “{_shown(name)}” must be a text such as "n" or "n,insert".'


def _flat(keys: Any, within: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the lines of [keys] as (name, value); `form.drafts` without quotes is a table within it."""
    for name, value in keys.items() if isinstance(keys, dict) else ():
        if isinstance(value, dict):
            yield from _flat(value, f"{within}{name}.")
        else:
            yield f"{within}{name}", value


def suggestion(name: str, known: Mapping[str, Any] | list[str]) -> str:
    """Return a sentence that names the known option most like an unknown name; "" if none is like it."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1)
    return f" Perhaps “{close[0]}” is meant." if close else ""


def _shown(value: Any) -> str:
    return str(value)[:40]


def write_theme(path: Path, theme: str) -> None:
    """Set the theme in the config file and leave the rest of it as it is. Raises Refused.

    The file is replaced as a whole, keeps its mode, and a link to it is followed.
    """
    try:
        make_folder(path.parent)
        target = Path(os.path.realpath(path))
        is_there = target.exists()
        # As bytes: line endings stay as they are.
        text = _with_theme(target.read_bytes().decode() if is_there else "", theme)
        mode = stat.S_IMODE(target.stat().st_mode) if is_there else PRIVATE
        with NewFile(target.parent, "config", mode=mode) as made:
            made.file.write(text.encode())
            made.finish()
            made.replace(target)
    except OSError as error:
        raise Refused(f"The config file {path} cannot be written: {error.strerror}.") from None
    except ValueError:
        raise Refused(
            f"The config file {path} cannot be understood, so it was left as it is. Write {_line(theme)} into it."
        ) from None


def _line(theme: str) -> str:
    return f'theme = "{theme}"'


def _with_theme(text: str, theme: str) -> str:
    """Return a config file's text with another theme.

    Raises ValueError if it is no TOML, or the theme has several lines.
    """
    import tomllib

    import tomlkit
    from tomlkit.items import SingleKey

    bom, text = (_BOM, text.removeprefix(_BOM)) if text.startswith(_BOM) else ("", text)
    wanted = {**tomllib.loads(text), "theme": theme}
    document = tomlkit.parse(text)
    if "theme" in document:
        old: Any = document.item("theme")
        if "\n" in old.as_string():
            raise ValueError
        made = tomlkit.string(theme)
        made.trivia.indent, made.trivia.trail = old.trivia.indent, old.trivia.trail
        made.trivia.comment_ws, made.trivia.comment = old.trivia.comment_ws, old.trivia.comment
        place = next(at for at, (key, _) in enumerate(document.body) if key is not None and key.key == "theme")
        document.body[place] = (SingleKey("theme"), made)
        changed = document.as_string()
    else:
        changed = f"{_line(theme)}\n{text}"
    if tomllib.loads(changed) != wanted:
        raise ValueError
    return bom + changed
