"""The shape of a name: which letters it has how often. Two names that are alike have like shapes, so most can be told
apart by one machine word each."""

from __future__ import annotations

from collections import Counter
from zlib import crc32

BITS = 64


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
            bits |= 1 << crc32(f"{letter}{place}".encode()) % BITS
    return f"{bits:016x}{min(len(key), 0xFFFF):04x}{min(len(compact), 0xFFFF):04x}"
