"""The shape of a name: which letters it has how often. Two names that are alike have like shapes, so most can be told
apart by one machine word each."""

from __future__ import annotations

from collections import Counter

BITS = 64
SHAPE_LENGTH = 24
"""Hexadecimal digits of a shape."""

LONGEST = 0xFFFF
"""Letters from which on the length of a name is no longer told."""

_COMMON = "aaaaeeeeiiilllnnnooorrrssstttbbccddgghhkkmmppuuwwfjqvxyz"  # what names are made of has a bit to itself
_GOLDEN = 0x9E3779B1


def name_shape(key: str, compact: str) -> str:
    """The signature of a name and the lengths of its two forms, as 16 + 4 + 4 hexadecimal digits; "" for no name.

    Each (letter, how-manieth of its kind) sets one of 64 bits, so word order and spaces do not matter, and two names
    differ in at most as many bits as letters have to be taken out of and put into one to get the other.
    """
    if not compact:
        return ""
    bits = 0
    for letter, count in Counter(compact).items():
        for place in range(count):
            bits |= 1 << _bit(letter, place)
    return joined(bits, min(len(key), LONGEST), min(len(compact), LONGEST))


def joined(bits: int, key: int, compact: int) -> str:
    """The shape of a signature and two lengths."""
    return f"{bits:016x}{key:04x}{compact:04x}"


def parted(shape: str) -> tuple[int, int, int]:
    """The signature and the two lengths, of the key and without spaces, of a shape that is not ""."""
    return int(shape[:16], 16), int(shape[16:20], 16), int(shape[20:], 16)


def _bit(letter: str, place: int) -> int:
    """The bit of a letter's first, second, … occurrence; those that are rare share all bits evenly."""
    own = _OWN.get((letter, place))
    return own if own is not None else ((ord(letter) * 64 + place) * _GOLDEN & 0xFFFFFFFF) >> 26


_OWN = {
    (letter, place): bit
    for bit, (letter, place) in enumerate(
        (letter, place) for letter, count in Counter(_COMMON).items() for place in range(count)
    )
}
