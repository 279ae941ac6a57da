"""The config file: how the program looks and which keys it uses. Nothing is read at import."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from capptro_tui.errors import Refused

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
    except (OSError, ValueError) as error:
        raise Refused(f"The config file {path} cannot be read: {error}.") from None
    theme, keys = found.get("theme", DARK), found.get("keys", {})
    if theme not in (DARK, LIGHT):
        raise Refused(f"The config file {path} asks for the theme “{theme}”; there are {DARK} and {LIGHT}.")
    if not isinstance(keys, dict) or not all(isinstance(value, str) for value in keys.values()):
        raise Refused(f'The config file {path}: [keys] must hold lines such as new = "n".')
    return Config(theme, keys)


def write_theme(path: Path, theme: str) -> None:
    """Set the theme in the config file and leave the rest of it as it is."""
    line = f"theme = {json.dumps(theme)}"
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        text, changed = re.subn(r"^theme\s*=.*$", line, text, count=1, flags=re.MULTILINE)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text if changed else f"{line}\n{text}", encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Refused(f"The config file {path} cannot be written: {error}.") from None
