"""The config file: how the program looks and which keys it uses. Nothing is read at import."""

from __future__ import annotations

import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from capptro_tui.errors import Refused
from capptro_tui.storage.private_files import PRIVATE, NewFile, make_folder

_THEME = re.compile(r"""^[ \t]*((?:theme|"theme"|'theme')[ \t]*=[ \t]*(?:"[^"\n]*"|'[^'\n]*'))""", re.MULTILINE)
"""What sets a theme, without what may follow on its line."""

DARK, LIGHT = "capptro-dark", "capptro-light"


@dataclass(frozen=True, slots=True)
class Config:
    """What the config file says. `keys` maps a binding's id to the keys that trigger it, comma separated."""

    theme: str = DARK
    keys: dict[str, str] = field(default_factory=dict)


def read_config(path: Path) -> Config:
    """The config at `path`, defaults where it says nothing. Raises Refused when it cannot be understood."""
    import tomllib

    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise Refused(f"The config file {path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise Refused(f"The config file {path} cannot be read: {error}.") from None
    theme, keys = found.get("theme", DARK), found.get("keys", {})
    if theme not in (DARK, LIGHT):
        raise Refused(f"The config file {path} asks for the theme “{theme}”; there are {DARK} and {LIGHT}.")
    if not isinstance(keys, dict) or not all(isinstance(value, str) for value in keys.values()):
        raise Refused(f'The config file {path}: [keys] must hold lines such as new = "n".')
    return Config(theme, keys)


def write_theme(path: Path, theme: str) -> None:
    """Set the theme in the config file and leave the rest of it as it is. Raises Refused.

    The file is replaced whole, keeps its mode, and is written where a link to it leads.
    """
    try:
        make_folder(path.parent)
        target = Path(os.path.realpath(path))
        is_there = target.exists()
        # In bytes: what ends its lines stays as it is.
        text = _with_theme(target.read_bytes().decode() if is_there else "", theme)
        mode = stat.S_IMODE(target.stat().st_mode) if is_there else PRIVATE
        with NewFile(target.parent, "config", mode=mode) as made:
            made.file.write(text.encode())
            made.finish()
            made.replace(target)
    except OSError as error:
        raise Refused(f"The config file {path} cannot be written: {error.strerror}.") from None
    except ValueError:
        line = _line(theme)
        raise Refused(
            f"The config file {path} cannot be understood, so it was left as it is. Write {line} into it."
        ) from None


def _line(theme: str) -> str:
    return f"theme = {json.dumps(theme)}"


def _with_theme(text: str, theme: str) -> str:
    """The text of a config file with another theme. Raises ValueError for what is no TOML.

    A line that sets a theme may belong to a table or to a longer value: of all ways to write it, the one is taken
    after which the file says the same as before but for the theme.
    """
    import tomllib

    wanted = {**tomllib.loads(text), "theme": theme}
    changed = (f"{text[: one.start(1)]}{_line(theme)}{text[one.end(1) :]}" for one in _THEME.finditer(text))
    for candidate in (*changed, f"{_line(theme)}\n{text}"):
        with suppress(ValueError):
            if tomllib.loads(candidate) == wanted:
                return candidate
    raise ValueError
