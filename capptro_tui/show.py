"""Makes hostile or broken text harmless for a screen or terminal.

All user text goes through `show()` before it is drawn or printed. Stored text stays as it was typed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LINE_BREAK = "⏎"
TAB = "⇥"
DIRECTION = "⇄"
INVISIBLE = "␣"
BROKEN = "�"
NO_BASE = "◌"
CUT = "…"

MARKS_PER_BASE = 4
"""Combining marks drawn on one character: enough for Vietnamese, Hebrew and Thai, too few to smear over other lines."""

_READ_PER_SHOWN = 8
"""Characters read for each one that may be shown, so that a megabyte of marks costs no time."""

_LINE_BREAKS = frozenset("\n\x85\u2028\u2029")
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters, marks and symbols by category that nevertheless draw nothing.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u2800\u3164\uffa0")


def show(text: object, limit: int = 200) -> str:
    """Return `text` as one line without anything that could move, hide, reorder or overflow the screen's content.

    `text` is a string, None (shown as "") or an object for `str()`. `limit` is the longest result in characters; a
    longer one ends in "…". The result holds no control or format character at all:

    - control characters become their pictures (escape is ␛), a line break ⏎, a tab ⇥, any other space a plain one;
    - characters that turn the writing direction become ⇄, invisible ones ␣. That includes the joiner inside emoji and
      the non-joiner of Persian, because terminals disagree about the width of their results;
    - lone surrogates, C1 controls, private and unassigned characters become �;
    - a character keeps at most `MARKS_PER_BASE` combining marks, and a mark without a base gets a ◌;
    - a variation selector is dropped from the character it belongs to, so that ❤ has one width everywhere.
    """
    if text is None:
        return ""
    text = text if isinstance(text, str) else str(text)
    # The usual case: printable characters below U+0300 are all harmless.
    if len(text) <= limit and text.isprintable() and (text.isascii() or max(text) < "\u0300"):
        return text
    return _show_each(text, limit)


def _show_each(text: str, limit: int) -> str:
    """Go through `text` character by character; see `show`."""
    head = text[: limit * _READ_PER_SHOWN].replace("\r\n", "\n")
    cut = len(text) > limit * _READ_PER_SHOWN
    shown: list[str] = []
    has_base = False
    marks = 0
    for char in head:
        if len(shown) > limit:
            break
        symbol = _symbol(char)
        if symbol:
            shown.append(symbol)
            has_base = symbol == char and char != " "
            marks = 0
        elif _is_variation(char):
            if not has_base:
                shown.append(INVISIBLE)
        elif marks < MARKS_PER_BASE:
            if not has_base:
                shown.append(NO_BASE)
                has_base = True
            shown.append(char)
            marks += 1
    if cut or len(shown) > limit:
        shown[max(limit - 1, 0) :] = [CUT]
    return "".join(shown)


@lru_cache(maxsize=4096)
def _symbol(char: str) -> str:
    """Return the symbol for `char`: itself, a visible symbol, or "" if it is drawn on the character before it."""
    code = ord(char)
    category = unicodedata.category(char)
    if char in _LINE_BREAKS:
        return LINE_BREAK
    if char in _DIRECTIONS:
        return DIRECTION
    if char in _BLANKS or 0xE0000 <= code <= 0xE00FF or 0xFFF0 <= code <= 0xFFFB:
        return INVISIBLE
    if category == "Cc":
        return TAB if char == "\t" else "␡" if code == 0x7F else chr(0x2400 + code) if code < 0x20 else BROKEN
    if category == "Cf":
        return INVISIBLE
    if category == "Zs":
        return " "
    if category[0] == "C":
        return char if category == "Cn" and _may_be_new(code) else BROKEN
    return "" if category[0] == "M" or _joins(code) else char


def _may_be_new(code: int) -> bool:
    """Return whether `code` may be an emoji or Chinese character newer than this Python's Unicode tables."""
    return (0x1F000 <= code <= 0x1FBFF or 0x20000 <= code <= 0x3FFFF) and code & 0xFFFE != 0xFFFE


def _joins(code: int) -> bool:
    """Return whether `code` is no mark but drawn into the character before it: Korean vowels and finals, skin tones."""
    return 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF or 0x1F3FB <= code <= 0x1F3FF


def _is_variation(char: str) -> bool:
    """Return whether `char` only chooses the shape of the character before it."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def show_aligned(text: str) -> str:
    """Return `text` made harmless character for character, so that the cursor's place holds in a text being edited."""
    if text.isprintable() and (text.isascii() or max(text, default="") < "\u0300"):
        return text
    return "".join(_symbol(char) or char for char in text)
