"""`make pictures`: pictures can be taken, and those of docs/pictures show nothing of the machine that took them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capptro_tui.config import DARK
from tools.pictures import FOLDER, PICTURES, Picture, take


def test_there_is_each_picture_in_each_look_and_no_other() -> None:
    expected = {f"{picture.name}-{look}.svg" for picture in PICTURES for look in ("dark", "light")}
    assert {path.name for path in FOLDER.iterdir()} == expected


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_tells_nothing_of_the_machine_and_loads_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"@font-face|@import|href=|url\(.?http|<image|<script", text)
    assert not re.search(r"/(home|root|tmp|Users|work)/", text)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_picture_is_taken(tmp_path: Path, picture: Picture) -> None:
    """The keys still lead to the screen."""

    svg = await take(picture, DARK, tmp_path / "capptro.db")
    assert svg.startswith("<svg")
    assert svg.count("<text") > 20
