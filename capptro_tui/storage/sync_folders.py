"""Detect that a file lies in a folder of a sync program, such as Dropbox, which replaces files by itself.

Three signs tell: files that such programs put into their folders, their own settings, and the names of folders. A name
alone may mislead, so such a result is marked as uncertain; and a common name counts only where a sync program creates
its folder by default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from capptro_tui.text.patterns import pattern

NamesIn = Callable[[PurePath], Collection[str]]
"""Gives the names in a folder; none where it may not be accessed."""


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """A folder of a sync program. It is uncertain if only its name tells."""

    program: str
    folder: PurePath
    is_certain: bool


def sync_folder_of(
    path: PurePath, home: PurePath, names_in: NamesIn, known: Mapping[PurePath, str]
) -> SyncFolder | None:
    """Return the folder of a sync program that a path lies in.

    Args:
        path: an absolute path without links.
        home: the user's home folder.
        names_in: lists a folder.
        known: folders named by settings, each with its program.
    """
    for folder in path.parents:
        if program := known.get(folder) or _program_of(folder, home, names_in):
            return SyncFolder(program, folder, True)
    for folder in path.parents:
        if home.is_relative_to(folder):
            break  # a user may be called Dropbox
        if program := _program_called(folder, home):
            return SyncFolder(program, folder, False)
    return None


# Files that sync programs put into their folders

_MARKS: Final = {
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".stversions": "Syncthing",
    ".stignore": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".megaignore": "MEGA",
    ".debris": "MEGA",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".SynologyWorkingDirectory": "Synology Drive",
    ".mignore": "Dropbox (Maestral)",
}
_MARKS_BELOW_HOME: Final = {".seafile-data": "Seafile", ".tresorit": "Tresorit"}
"""In the home folder itself these are settings."""

_JOURNAL: Final = pattern(r"\._?c?sync_.+\.db")
_IN_SYNC: Final = {
    "IgnoreList": "Resilio Sync",
    "StreamsList": "Resilio Sync",
    "core.log": "Yandex.Disk",
    "cli.log": "Yandex.Disk",
}
"""Files in a folder `.sync`, whose name many programs use."""


def _program_of(folder: PurePath, home: PurePath, names_in: NamesIn) -> str | None:
    names = names_in(folder)
    marks = _MARKS if folder == home else {**_MARKS, **_MARKS_BELOW_HOME}
    for mark, program in marks.items():
        if mark in names:
            return program
    if any(map(_JOURNAL.fullmatch, names)):
        return "Nextcloud or ownCloud"
    inside = names_in(folder / ".sync") if ".sync" in names else ()
    return next((program for mark, program in _IN_SYNC.items() if mark in inside), None)


# Names of their folders

_NAMES: Final = {
    "Dropbox": r"(.+ )?dropbox( \(.+\))?",
    "OneDrive": r"(onedrive|skydrive)( - .+)?",
    "Google Drive": r"google ?drive",
    "iCloud Drive": r"icloud ?drive|com~apple~clouddocs|icloud~.+|clouddocs",
    "Nextcloud": r"nextcloud\d*",
    "ownCloud": r"owncloud\d*",
    "MEGA": r"mega ?sync( .+)?",
    "pCloud": r"p ?cloud ?(drive|sync)",
    "Box": r"box (sync|drive)|box-box",
    "Seafile": r"seafile|seadrive",
    "Proton Drive": r"proton ?drive",
    "Tresorit": r"tresorit( drive)?",
    "Yandex.Disk": r"yandex\.?disk(\.localized)?",
    "Insync": r"insync",
    "Resilio Sync": r"(resilio|bittorrent) sync",
    "Syncthing": r"syncthing",
    "Synology Drive": r"synology ?drive|cloudstation",
    "SpiderOak": r"spideroak hive",
    "Jottacloud": r"jottacloud",
    "HiDrive": r"hidrive",
    "MagentaCLOUD": r"magentacloud",
    "kDrive": r"kdrive",
}
_PATTERNS: Final = {program: re.compile(pattern, re.IGNORECASE) for program, pattern in _NAMES.items()}

_AT_HOME: Final = {"Box": "Box", "MEGA": "MEGA", "Sync": "Sync.com or Syncthing", "My Drive": "Google Drive"}
"""Common names, such as a customer's: they count directly in the home folder, or on a Windows drive."""

_OF_MACOS: Final = "CloudStorage"
"""Folder in which macOS keeps those of all programs, named Program-account."""


def _program_called(folder: PurePath, home: PurePath) -> str | None:
    is_of_macos = folder.parent.name == _OF_MACOS
    name = folder.name.partition("-")[0] if is_of_macos else folder.name
    for program, name_pattern in _PATTERNS.items():
        if name_pattern.fullmatch(name):
            return program
    is_at_home = folder.parent == home or (folder.drive and folder.parent == PurePath(folder.anchor))
    return name if is_of_macos else _AT_HOME.get(name) if is_at_home else None
