"""Names of files: as a document keeps them, and as they are safe to make in any folder; and what they say of a type."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from mimetypes import MimeTypes
from pathlib import PurePath
from typing import Final

from capptro_tui.text.patterns import pattern

NAMELESS: Final = "document"
MOST_BYTES: Final = 200
"""Longest name of a file that is made; most systems take 255, and ` (12)` may come behind it."""

MOST_CHARACTERS: Final = 200
"""Longest name that a document keeps."""

_LONGEST_ENDING = 20
_SEPARATORS = frozenset('/\\:*?"<>|')
"""What some system or other takes for more than a part of a name."""

_BROKEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_INVISIBLE = _BROKEN | {"Cf", "Co", "Cn"}
_DEVICE = pattern(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
"""Names that Windows takes for devices, whatever their ending."""


def storable(name: str) -> str:
    """The name of a file as a document keeps it: as it is, but on one line, whole characters, not too long."""
    whole = "".join("\ufffd" if unicodedata.category(one) == "Cs" else one for one in name)
    text = "".join("_" if unicodedata.category(one) in _BROKEN else one for one in whole).strip()
    stem, ending = _split(text)
    return (stem[: MOST_CHARACTERS - len(ending)] + ending) or NAMELESS


def safe(name: str) -> str:
    """A name for a file that is to be made: it leads nowhere else, hides nothing, and any system takes it."""
    text = "".join(
        "_" if one in _SEPARATORS or unicodedata.category(one) in _INVISIBLE else one for one in storable(name)
    )
    text = text.lstrip(". ").rstrip(". ") or NAMELESS
    stem, ending = _split(f"_{text}" if _DEVICE.match(text) else text)
    room = MOST_BYTES - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + ending


def type_of(name: str) -> str:
    """The MIME type that the ending of a name stands for, the same on every system; empty where it is not known."""
    kind, packed = _types().guess_type(f"x{PurePath(name).suffix}", strict=False)
    return f"application/{packed}" if packed else kind or ""


def _split(name: str) -> tuple[str, str]:
    """A name without its ending, and that."""
    ending = PurePath(name).suffix
    return (name.removesuffix(ending), ending) if len(ending.encode()) <= _LONGEST_ENDING else (name, "")


@cache
def _types() -> MimeTypes:
    """What Python itself knows; what a system adds to it differs from one to the next."""
    return MimeTypes()
