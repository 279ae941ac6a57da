"""A look into a document: text harmless, pictures small, and nothing that is broken breaks the look."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from capptro_tui.show import show
from capptro_tui.widgets.page import preview
from tests.support import HOSTILE


def drawn(path: Path, width: int, height: int) -> object:
    """The picture in a file."""
    return preview.picture(io.BytesIO(path.read_bytes()), width, height)


def rows(picture: object) -> list[str]:
    """The lines of a picture, its cells as text."""
    from rich.console import Console

    console = Console(width=200, color_system="truecolor", force_terminal=True)
    with console.capture() as captured:
        console.print(picture)
    return [line for line in captured.get().splitlines() if line]


class TestText:
    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_is_harmless(self, hostile: str) -> None:
        """Every line as it would be shown anywhere; what has a NUL in it is no text."""
        found = preview.text(io.BytesIO(f"first\n{hostile}\n".encode()))
        if "\0" in hostile:
            assert found is None
        else:
            assert found is not None
            assert found.plain == "first\n" + "\n".join(show(line) for line in hostile.splitlines())

    @pytest.mark.parametrize(
        ("content", "shown"),
        [
            ("grün\nblau".encode(), "grün\nblau"),
            (b"\xef\xbb\xbfmark", "mark"),
            ("grün".encode("utf-16"), "grün"),
            ("grün".encode("cp1252"), "grün"),
            (b"a\tb\r\nc", "a   b\nc"),
            (b"", "The file is empty."),
        ],
    )
    def test_encodings(self, content: bytes, shown: str) -> None:
        found = preview.text(io.BytesIO(content), "text/plain")
        assert found is not None
        assert found.plain == shown

    def test_what_is_no_text(self) -> None:
        assert preview.text(io.BytesIO(b"%PDF\xff\xfe\x80"), "application/pdf") is None

    def test_only_the_beginning_is_read(self) -> None:
        """Also when it ends within a character, has a million lines, or is one long line."""
        for content in ("é" * 100_000, "x" + "é" * 100_000, "\n" * 100_000, "a\n" * 1000):
            found = preview.text(io.BytesIO(content.encode()))
            assert found is not None
            lines = found.plain.split("\n")
            assert lines[-1] == "… and so on"
            assert len(lines) <= preview.MOST_LINES + 1
            assert max(map(len, lines)) <= 400


class TestPicture:
    @pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
    @pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1"])
    def test_fits_the_room(self, tmp_path: Path, form: str, mode: str) -> None:
        """Half cells: two points a line, as wide as it is."""
        if form == "JPEG" and mode in ("RGBA", "P"):
            mode = "CMYK"
        path = tmp_path / "a"
        Image.new(mode, (300, 200)).save(path, form)
        found = drawn(path, 40, 20)
        assert found is not None
        assert len(rows(found)) in (13, 14)

    def test_stands_upright(self, tmp_path: Path) -> None:
        """A photo of a telephone that was held upright lies on its side in the file."""
        path = tmp_path / "a.jpg"
        exif = Image.Exif()
        exif[0x0112] = 6
        Image.new("RGB", (400, 100)).save(path, exif=exif)
        found = drawn(path, 40, 10)
        assert len(rows(found)) == 10

    def test_broken_ones_are_none(self, tmp_path: Path) -> None:
        """Cut off, scrambled, or not at all what they say."""
        whole = tmp_path / "whole.png"
        Image.effect_noise((64, 64), 50).save(whole)
        content = whole.read_bytes()
        chance = random.Random(4)
        for _ in range(60):
            broken = bytearray(content[: chance.randrange(8, len(content))])
            for _ in range(3):
                broken[chance.randrange(len(broken))] ^= chance.randrange(1, 256)
            preview.picture(io.BytesIO(bytes(broken)), 40, 10)
        assert preview.picture(io.BytesIO(content[: len(content) // 2]), 40, 10) is None
        assert preview.picture(io.BytesIO(b""), 40, 10) is None
        assert preview.picture(io.BytesIO(b"<svg/>"), 40, 10) is None

    def test_too_large_ones_are_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """By the bytes it has, or by the points it claims: those are never unpacked."""
        path = tmp_path / "a.png"
        Image.new("1", (3000, 3000)).save(path)
        monkeypatch.setattr(preview, "MOST_PIXELS", 1_000_000)
        assert drawn(path, 40, 10) is None
        monkeypatch.undo()
        monkeypatch.setattr(preview, "MOST_PICTURE", 10)
        assert drawn(path, 40, 10) is None
