"""Control sequences (CSI) that a terminal sends: which of them are keys, and those as the framework knows them.

Sources: ECMA-48 for the grammar; xterm's "Control Sequences" for keys, mouse and replies; the keyboard protocol of
kitty for `CSI code:shifted:base ; modifiers:event ; text u`.
"""

from __future__ import annotations

from typing import Final

from capptro_tui.text.patterns import pattern

_LONGEST: Final = 32
"""Characters of a sequence that the framework reads; a longer one is none that a terminal sends."""

_KEY = pattern(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~A-FHPQRS])")
_OTHER_KEYS = pattern(r"\x1b\[27;(\d+);(\d+)~")
_MOUSE = pattern(r"\x1b\[<\d{1,3};-?\d{1,4};-?\d{1,4}[mM]")
_SYNCHRONISED = pattern(r"\x1b\[\?2026;\d\$y")
_OLD = pattern(r"\x1b\[(?:\[[A-E]|\d{1,2}[@^$]|[a-dZIO])")
"""Keys of the Linux console and of rxvt, shift with tab, and the focus coming and going."""

_TILDE: Final = frozenset([*range(1, 9), *range(11, 16), *range(17, 22), 23, 24, 57427])
"""Numbers of keys in sequences that end with a tilde."""

_CONTROLS: Final = frozenset([9, 13, 27, 127])
"""Codes of tab, enter, escape and backspace; no other control character is a key."""

_MODIFIERS: Final = 256
"""All modifiers at once: one more than the sum of their bits."""

_SHIFT, _CAPS_LOCK, _LOCKS = 1, 64, 64 | 128
_PRESS, _RELEASE = 1, 3
"""What has happened to a key; 2 is a press that is repeated while it is held."""

_FUNCTIONAL: Final = range(57344, 63744)
"""Numbers that the protocol has given to keys without a character."""

_SILENT: Final = frozenset([*range(57358, 57361), *range(57441, 57455)])
"""Shift, control, locks and so on, pressed by themselves."""


def understood(sequence: str) -> str:
    """A whole control sequence as the framework knows it; empty for what is none of its keys, mouse events or modes."""
    if len(sequence) > _LONGEST:
        return ""
    if _MOUSE.fullmatch(sequence) or _SYNCHRONISED.fullmatch(sequence) or _OLD.fullmatch(sequence):
        return sequence
    if found := _OTHER_KEYS.fullmatch(sequence):
        return _key(found[2], found[1], "", "u")
    if found := _KEY.fullmatch(sequence):
        return _key(found[1], found[2] or "", found[3] or "", found[4])
    return ""


def _key(codes: str, state: str, typed: str, final: str) -> str:
    """A key by its code (with those of shift and of the base layout), modifiers (with the event) and text."""
    code, shifted, *_ = [*_numbers(codes), 0, 0]
    modifiers, event, *_ = [*_numbers(state), 1, _PRESS]
    if not _is_known(code, final) or event >= _RELEASE or modifiers > _MODIFIERS:
        return ""
    if final == "R" and state:
        # Where the cursor is, in the form of f3 with a modifier, which the protocol sends in another one.
        return ""
    bits = max(modifiers - 1, 0)
    held = bits & ~_LOCKS
    text = [number for number in _numbers(typed) if _is_text(number)]
    if final == "u" and not text and held in (0, _SHIFT):
        text = _text(code, shifted, bits)
    parts = [str(code) if code else "", str(held + 1) if held or text else "", ":".join(map(str, text))]
    return "\x1b[" + ";".join(parts).rstrip(";") + final


def _numbers(text: str) -> list[int]:
    """The numbers between colons; nothing stands for 0 within, and for no number alone."""
    return [int(part or 0) for part in text.split(":")] if text else []


def _is_known(code: int, final: str) -> bool:
    if final == "u":
        return code in _CONTROLS or _is_text(code) or (code in _FUNCTIONAL and code not in _SILENT)
    return code in _TILDE if final == "~" else code <= 1


def _is_text(code: int) -> bool:
    """Whether a number is a character that can be typed."""
    return (
        0x20 <= code <= 0x10FFFF and not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000 and code not in _FUNCTIONAL
    )


def _text(code: int, shifted: int, bits: int) -> list[int]:
    """What a key types that comes without its text."""
    if not _is_text(code):
        return []
    if bits & _SHIFT and _is_text(shifted):
        return [shifted]
    upper = chr(code).upper()
    has_case = upper != chr(code) and len(upper) == 1
    if not has_case:
        # Which sign shift makes of another key is the layout's secret.
        return [] if bits & _SHIFT and code != 0x20 else [code]
    return [ord(upper)] if bool(bits & _SHIFT) != bool(bits & _CAPS_LOCK) else [code]
