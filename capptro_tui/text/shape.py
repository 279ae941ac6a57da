"""The shape of a name: a 64-bit signature of its letters and their counts, and its lengths.

Similar names have similar shapes. Comparing one machine word tells most names apart.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache, reduce
from operator import or_

BITS = 64
SHAPE_LENGTH = 24
"""Length of a shape in hexadecimal digits."""

LONGEST = 0xFFFF
"""Largest length of a name that a shape can tell."""

# the letters that names are made of get a bit of their own
_COMMON = "aaaaeeeeiiilllnnnooorrrssstttbbccddgghhkkmmppuuwwfjqvxyz"
_GOLDEN = 0x9E3779B1


def name_shape(key: str, compact: str) -> str:
    """Return the shape of a name as 16 + 4 + 4 hexadecimal digits: signature and two lengths; "" for no name.

    Each occurrence of a letter (its first, its second, …) sets one of 64 bits, so word order and spaces do not matter.
    Two names differ in at most as many bits as letters have to be removed and inserted to turn one into the other.

    Args:
        key: `name_key` of the name.
        compact: `name_compact` of the name.
    """
    if not compact:
        return ""
    bits = 0
    for letter in set(compact):
        bits |= _bits(letter, compact.count(letter))
    return joined(bits, min(len(key), LONGEST), min(len(compact), LONGEST))


def joined(bits: int, key: int, compact: int) -> str:
    """Return the shape of a signature and two lengths."""
    return f"{bits:016x}{key:04x}{compact:04x}"


def parted(shape: str) -> tuple[int, int, int]:
    """Return the signature and the lengths of key and compact form from a shape that is not ""."""
    return int(shape[:16], 16), int(shape[16:20], 16), int(shape[20:], 16)


@lru_cache(maxsize=4096)
def _bits(letter: str, count: int) -> int:
    """Return the bits of the first `count` occurrences of a letter."""
    return reduce(or_, (1 << _bit(letter, place) for place in range(count)))


def _bit(letter: str, place: int) -> int:
    """Return the bit of the n-th occurrence of a letter, counted from 0. Rare letters share all bits evenly."""
    own = _OWN.get((letter, place))
    return own if own is not None else ((ord(letter) * 64 + place) * _GOLDEN & 0xFFFFFFFF) >> 26


_OWN = {
    (letter, place): bit
    for bit, (letter, place) in enumerate(
        (letter, place) for letter, count in Counter(_COMMON).items() for place in range(count)
    )
}
