"""Control sequences (CSI) from a terminal: pick out the keys, in the form that the framework knows.

Sources: ECMA-48 for the grammar; xterm's "Control Sequences" for keys, mouse and replies; the keyboard protocol of
kitty for `CSI code:shifted:base ; modifiers:event ; text u`.
"""

from __future__ import annotations

from typing import Final

from capptro_tui.text.patterns import pattern

_LONGEST: Final = 32
"""Longest sequence that the framework reads, in characters; no terminal sends a longer one."""

_KEY = pattern(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~A-FHPQRS])")
_OTHER_KEYS = pattern(r"\x1b\[27;(\d+);(\d+)~")
_MOUSE = pattern(r"\x1b\[<\d{1,3};-?\d{1,4};-?\d{1,4}[mM]")
_SYNCHRONISED = pattern(r"\x1b\[\?2026;\d\$y")
_OLD = pattern(r"\x1b\[(?:\[[A-E]|\d{1,2}[@^$]|[a-dZIO])")
"""Keys of the Linux console and of rxvt, shift with tab, and the focus gained or lost."""

_TILDE: Final = frozenset([*range(1, 9), *range(11, 16), *range(17, 22), 23, 24, 57427])
"""Numbers of keys in sequences that end with a tilde."""

_CONTROLS: Final = frozenset([9, 13, 27, 127])
"""Codes of tab, enter, escape and backspace; no other control character is a key."""

_MODIFIERS: Final = 256
"""All modifiers at once: one more than the sum of their bits."""

_SHIFT, _CAPS_LOCK, _LOCKS = 1, 64, 64 | 128
_PRESS, _RELEASE = 1, 3
"""Events of a key; 2 is a press that is repeated while it is held."""

_FUNCTIONAL: Final = range(57344, 63744)
"""Numbers that the protocol has given to keys without a character."""

_SILENT: Final = frozenset([*range(57358, 57361), *range(57441, 57455)])
"""Shift, control, locks and so on, pressed by themselves."""


def understood(sequence: str) -> str:
    """Return a whole control sequence in the framework's form; "" if it is no known key, mouse event or mode."""
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
    """Return the sequence of a key; "" for a key or event that the framework does not know.

    Args:
        codes: the key's code, that with shift and that of the base layout, between colons.
        state: the modifiers and the event, between colons.
        typed: the codes of the text, between colons.
        final: the last character of the sequence.
    """
    code, shifted, *_ = [*_numbers(codes), 0, 0]
    modifiers, event, *_ = [*_numbers(state), 1, _PRESS]
    if not _is_known(code, final) or event >= _RELEASE or modifiers > _MODIFIERS:
        return ""
    if final == "R" and state:
        # A report of the cursor's place has the form of f3 with a modifier, which the protocol sends in another one.
        return ""
    bits = max(modifiers - 1, 0)
    held = bits & ~_LOCKS
    text = [number for number in _numbers(typed) if _is_text(number)]
    if final == "u" and not text and held in (0, _SHIFT):
        text = _text(code, shifted, bits)
    parts = [str(code) if code else "", str(held + 1) if held or text else "", ":".join(map(str, text))]
    return "\x1b[" + ";".join(parts).rstrip(";") + final


def _numbers(text: str) -> list[int]:
    """Return the numbers between colons. An empty part is 0, and an empty text has no numbers."""
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
    """Return the text, as codes, of a key that comes without it."""
    if not _is_text(code):
        return []
    if bits & _SHIFT and _is_text(shifted):
        return [shifted]
    upper = chr(code).upper()
    has_case = upper != chr(code) and len(upper) == 1
    if not has_case:
        # Only the layout knows the sign that shift makes of another key.
        return [] if bits & _SHIFT and code != 0x20 else [code]
    return [ord(upper)] if bool(bits & _SHIFT) != bool(bits & _CAPS_LOCK) else [code]
