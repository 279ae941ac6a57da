"""Names of files: stored with a document, safe to make in any folder, and their MIME types."""

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
"""Longest name of a made file, in bytes; most systems take 255, and ` (12)` may be added."""

MOST_CHARACTERS: Final = 200
"""Longest name that a document keeps."""

_LONGEST_ENDING = 20
_SEPARATORS = frozenset('/\\:*?"<>|')
"""Characters with a special meaning in names on some system."""

_BROKEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_INVISIBLE = _BROKEN | {"Cf", "Co", "Cn"}
_DEVICE = pattern(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
"""Names that Windows takes for devices, with any ending."""


def storable(name: str) -> str:
    """Return a file's name as a document keeps it: on one line, of valid characters, not too long."""
    whole = "".join("\ufffd" if unicodedata.category(one) == "Cs" else one for one in name)
    text = "".join("_" if unicodedata.category(one) in _BROKEN else one for one in whole).strip()
    stem, ending = _split(text)
    return (stem[: MOST_CHARACTERS - len(ending)] + ending) or NAMELESS


def safe(name: str) -> str:
    """Return a name for a new file: without folders, invisible characters or names that a system refuses."""
    text = "".join(
        "_" if one in _SEPARATORS or unicodedata.category(one) in _INVISIBLE else one for one in storable(name)
    )
    text = text.lstrip(". ").rstrip(". ") or NAMELESS
    stem, ending = _split(f"_{text}" if _DEVICE.match(text) else text)
    room = MOST_BYTES - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + ending


def type_of(name: str) -> str:
    """Return the MIME type of a name's ending, the same on every system; "" for an unknown one."""
    kind, packed = _types().guess_type(f"x{PurePath(name).suffix}", strict=False)
    return f"application/{packed}" if packed else kind or ""


def _split(name: str) -> tuple[str, str]:
    """Return a name without its ending, and the ending."""
    ending = PurePath(name).suffix
    return (name.removesuffix(ending), ending) if len(ending.encode()) <= _LONGEST_ENDING else (name, "")


@cache
def _types() -> MimeTypes:
    """Return Python's own table of types; a system's additions differ from one to the next."""
    return MimeTypes()
