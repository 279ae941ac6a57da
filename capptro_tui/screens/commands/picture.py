"""Save a picture of the screen as a file of the user."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.errors import Refused
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.storage.private_files import NewFile

if TYPE_CHECKING:
    from datetime import datetime

_DISTANT = re.compile(r',\s*url\("https?://[^"]*"\)\s*format\("[^"]*"\)')
"""The address of a font in a picture: who opens it would ask another computer for it."""


def picture_folder() -> Path:
    """Return the user's folder of pictures; the home folder where there is none."""
    from platformdirs import user_pictures_path  # late, for the start-up time

    folder = user_pictures_path()
    return folder if folder.is_dir() else Path.home()


def write_picture(picture: str, folder: Path, now: datetime) -> Path:
    """Write a picture to a new file, which only its owner reads: it may show customers.

    Returns:
        The path of the file.

    Raises:
        Refused: it cannot be written.
    """
    try:
        with NewFile(folder, "picture") as made:
            made.file.write(_DISTANT.sub("", picture).encode())
            made.finish()
            return made.take_free_name(f"capptro {now:%Y-%m-%d %H.%M.%S}.svg")
    except OSError as error:
        raise Refused(f"The picture cannot be saved in {folder}: {error.strerror}.") from None


async def save_picture(app: AppActions) -> None:
    """Save a picture of the screen, and say where it is."""
    picture = app.export_screenshot()
    try:
        path = await asyncio.to_thread(write_picture, picture, picture_folder(), app.database.now())
    except Refused as refused:
        app.say(str(refused), severity="error")
    else:
        app.say(f"The picture is in {path}. A browser shows it.")
