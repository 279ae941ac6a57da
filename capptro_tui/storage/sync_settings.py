"""Read from the settings of sync programs which folders they synchronise."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from capptro_tui.storage.sync_folders import NamesIn

_JSON, _PLAIN, _XML = json.loads, str.strip, html.unescape

_SETTINGS: Final = (
    (
        "Dropbox",
        r'"path"\s*:\s*("(?:[^"\\]|\\.)*")',
        _JSON,
        ("~/.dropbox/info.json", "$APPDATA/Dropbox/info.json", "$LOCALAPPDATA/Dropbox/info.json"),
    ),
    (
        "Dropbox (Maestral)",
        r"^path\s*=\s*(.+)",
        _PLAIN,
        ("$XDG_CONFIG_HOME/maestral/maestral.ini", "~/Library/Application Support/maestral/maestral.ini"),
    ),
    (
        "Nextcloud",
        r"\blocalPath=(.+)",
        _PLAIN,
        (
            "$XDG_CONFIG_HOME/Nextcloud/nextcloud.cfg",
            "~/Library/Preferences/Nextcloud/nextcloud.cfg",
            "$APPDATA/Nextcloud/nextcloud.cfg",
        ),
    ),
    (
        "ownCloud",
        r"\blocalPath=(.+)",
        _PLAIN,
        (
            "$XDG_CONFIG_HOME/ownCloud/owncloud.cfg",
            "~/Library/Preferences/ownCloud/owncloud.cfg",
            "$APPDATA/ownCloud/owncloud.cfg",
        ),
    ),
    (
        "Syncthing",
        r'<folder\b[^>]*\spath="([^"]*)"',
        _XML,
        (
            "$XDG_STATE_HOME/syncthing/config.xml",
            "$XDG_CONFIG_HOME/syncthing/config.xml",
            "~/Library/Application Support/Syncthing/config.xml",
            "$LOCALAPPDATA/Syncthing/config.xml",
        ),
    ),
    ("OneDrive", r'^\s*sync_dir\s*=\s*"(.*)"', _PLAIN, ("$XDG_CONFIG_HOME/onedrive/config",)),
    ("Yandex.Disk", r'^dir="?([^"\n]+)', _PLAIN, ("$XDG_CONFIG_HOME/yandex-disk/config.cfg",)),
)
"""Programs with settings in text form.

Each is a name, the pattern that finds a folder, the decoder of its text, and the paths of the settings, below the home
folder or a folder that an environment variable names.
"""

_DEFAULTS: Final = {"XDG_CONFIG_HOME": "~/.config", "XDG_STATE_HOME": "~/.local/state"}
_ONEDRIVE: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
"""Environment variables of Windows that name the folder."""

_ICLOUD: Final = "~/Library/Mobile Documents/com~apple~CloudDocs"
_ICLOUD_MAY_HAVE: Final = ("Desktop", "Documents")


def known_folders(
    home: Path, environ: Mapping[str, str], text_of: Callable[[Path], str], names_in: NamesIn
) -> Iterator[tuple[Path, str]]:
    """Yield the folders named by settings, each with its program.

    Args:
        home: the user's home folder.
        environ: the environment variables.
        text_of: reads a file; gives "" if there is none.
        names_in: lists a folder.
    """
    for program, pattern, read, places in _SETTINGS:
        for place in places:
            settings = _place(place, home, environ)
            for found in re.findall(pattern, text_of(settings), re.MULTILINE) if settings else ():
                yield _below_home(_read(read, found), home), program
    for name in _ONEDRIVE:
        if folder := environ.get(name):
            yield Path(folder), "OneDrive"
    # With “Desktop & Documents Folders” they stay where they are, and also show in iCloud.
    in_cloud = names_in(_below_home(_ICLOUD, home))
    for name in _ICLOUD_MAY_HAVE:
        if name in in_cloud:
            yield home / name, "iCloud Drive"


def _place(text: str, home: Path, environ: Mapping[str, str]) -> Path | None:
    """Return the path of settings; None where this system has no such place."""
    first, _, rest = text.partition("/")
    start = (environ.get(first[1:]) or _DEFAULTS.get(first[1:])) if first.startswith("$") else first
    return _below_home(start, home) / rest if start else None


def _below_home(text: str, home: Path) -> Path:
    return home / text[1:].lstrip("/") if text == "~" or text.startswith("~/") else Path(text)


def _read(read: Callable[[str], object], text: str) -> str:
    try:
        return str(read(text))
    except ValueError:
        return text
