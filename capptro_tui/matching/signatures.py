"""The shapes of all names in memory: which of a million may be of a name like a given one, told in a millisecond.

Few shapes are kept as plain numbers. Many are kept in an array, 8 bytes a shape, in the order of their lengths: one
pass over those of fitting lengths leaves a few hundred, whose names are worth fetching.
"""

from __future__ import annotations

from binascii import unhexlify
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from capptro_tui.text.shape import BITS, joined, parted

if TYPE_CHECKING:
    from numpy import ndarray

    Array = ndarray[Any, Any]

_RECORD = [("bits", ">u8"), ("key", ">u2"), ("compact", ">u2")]
_BLOCK = 32_768  # shapes at a time: they and what is made of them stay in the processor's cache
_TOGETHER, _WIDE = 32, 4_096  # of shapes that are looked for, and among how many: these stay in it too
_ROUNDING = 1e-6
ENOUGH = 400
"""Shapes that are few enough to fetch all their names."""


class FewShapes:
    """Shapes as numbers, by their lengths."""

    def __init__(self, shapes: Iterable[str] = ()) -> None:
        self._bits: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for shape in shapes:
            self.add(shape)

    def __len__(self) -> int:
        return sum(map(len, self._bits.values()))

    def add(self, shape: str) -> None:
        """Another shape; "", that of no name, is left out."""
        if shape:
            bits, key, compact = parted(shape)
            self._bits[key, compact].add(bits)

    def near(self, shape: str, least: float) -> Iterator[tuple[str, float]]:
        """The shapes whose names can be of at least this similarity to one of this shape, and what they can reach."""
        mine, key, compact = parted(shape)
        for (other_key, other_compact), found in self._bits.items():
            most = _most_bits(key, compact, other_key, other_compact, least, max)
            if most >= abs(compact - other_compact):
                for bits in found:
                    if (differ := (bits ^ mine).bit_count()) <= most:
                        differ = max(differ, abs(compact - other_compact))
                        reach = _reach(differ, key, compact, other_key, other_compact, max)
                        yield joined(bits, other_key, other_compact), reach


class ManyShapes:
    """Shapes in an array, in the order of their lengths."""

    def __init__(self, blocks: Iterable[str]) -> None:
        """Blocks of shapes put together, each shape once and in their order. Raises ValueError for anything else."""
        import numpy as np

        empty = np.empty(0, _RECORD)
        records = np.concatenate([empty, *(np.frombuffer(unhexlify(block), dtype=_RECORD) for block in blocks)])
        lengths = records["compact"].astype(np.uint32) << 16 | records["key"]
        order = np.argsort(lengths, kind="stable")
        self._bits: Array = records["bits"].astype(np.uint64)[order]
        pairs, starts = np.unique(lengths[order], return_index=True)
        self._keys: Array = (pairs & 0xFFFF).astype(np.int64)
        self._compacts: Array = (pairs >> 16).astype(np.int64)
        self._starts: Array = np.append(starts, len(order))

    def __len__(self) -> int:
        return len(self._bits)

    def shapes(self, places: Array | range) -> list[str]:
        """The shapes at these places."""
        lengths = self._lengths_at(places)
        parts = (self._bits[places], self._keys[lengths], self._compacts[lengths])
        return [joined(*one) for one in zip(*(part.tolist() for part in parts), strict=True)]

    def shapes_of(self, lists: Collection[Array]) -> Iterator[list[str]]:
        """The shapes at each of many lists of places, each shape made once."""
        import numpy as np

        places = np.unique(np.concatenate([np.empty(0, np.int64), *lists]))
        found = dict(zip(places.tolist(), self.shapes(places), strict=True))
        return ([found[place] for place in one.tolist()] for one in lists)

    def near(self, shape: str, least: float) -> tuple[Array, Array]:
        """The places of the shapes whose names can be of at least this similarity, 0 to 100, to one of this shape, and
        the similarities that they can reach."""
        import numpy as np

        mine, key, compact = parted(shape)
        most = _most_bits(key, compact, self._keys, self._compacts, least, np.maximum)
        fitting = np.flatnonzero(most >= np.abs(self._compacts - compact))
        if not len(fitting):
            return np.empty(0, np.int64), np.empty(0)
        bits, differ, counts = np.uint64(mine), np.empty(_BLOCK, np.uint64), np.empty(_BLOCK, np.uint8)
        places, differing = [np.empty(0, np.int64)], [np.empty(0, np.uint8)]
        end = int(self._starts[fitting[-1] + 1])
        for low in range(int(self._starts[fitting[0]]), end, _BLOCK):
            high = min(low + _BLOCK, end)
            size = high - low
            first, last = self._lengths_at(np.array((low, high - 1)))
            np.bitwise_xor(self._bits[low:high], bits, out=differ[:size])
            np.bitwise_count(differ[:size], out=counts[:size])
            found = np.flatnonzero(counts[:size] <= int(most[first : last + 1].max()))
            places.append(found + low)
            differing.append(counts[found])
        where = np.concatenate(places)
        lengths = self._lengths_at(where)
        keys, compacts = self._keys[lengths], self._compacts[lengths]
        differ = np.maximum(np.concatenate(differing), np.abs(compacts - compact))
        reach = _reach(differ, key, compact, keys, compacts, np.maximum)
        fits = reach >= least - _ROUNDING
        return where[fits], reach[fits]

    def all_near(
        self, shapes: Iterable[str], least: Callable[[int], float], *, later: bool
    ) -> Iterator[tuple[str, Array]]:
        """Each of many shapes with the places that `near` finds for it, or the `later` ones: from its own place on.

        `least` gives the least similarity for a name of so many letters. Shapes of the same lengths are looked for
        some at a time: one by one, most of the time would go into beginning.
        """
        import numpy as np

        alike: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for bits, key, compact in map(parted, shapes):
            alike[key, compact].append(bits)
        for (key, compact), found in alike.items():
            for start in range(0, len(found), _TOGETHER):
                some = np.array(found[start : start + _TOGETHER], np.uint64)
                rows, places = self._near_some(some, key, compact, least(compact), later)
                ends = np.searchsorted(rows, np.arange(len(some) + 1))
                for row, bits in enumerate(some.tolist()):
                    yield joined(bits, key, compact), places[ends[row] : ends[row + 1]]

    def _near_some(self, some: Array, key: int, compact: int, least: float, later: bool) -> tuple[Array, Array]:
        """What is near signatures of names of these lengths: which of them, in their order, and the place."""
        import numpy as np

        most = _most_bits(key, compact, self._keys, self._compacts, least, np.maximum)
        limits = np.where(most >= np.abs(self._compacts - compact), np.minimum(most, BITS), -1).astype(np.int8)
        fitting = np.flatnonzero(limits >= 0)
        own = np.zeros(len(some), np.int64)
        if later:
            own = self._places_of(some, key, compact)
        rows, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        if len(fitting):
            shortest, longest = fitting[0], fitting[-1] + 1
            limits = np.repeat(limits[shortest:longest], np.diff(self._starts[shortest : longest + 1]))
            begin, end = int(self._starts[shortest]), int(self._starts[longest])
            for low in range(max(begin, int(own.min())), end, _WIDE):
                high = min(low + _WIDE, end)
                differ = np.bitwise_count(self._bits[low:high] ^ some[:, None]).view(np.int8)
                row, place = np.divmod(np.flatnonzero(differ <= limits[low - begin : high - begin]), high - low)
                rows.append(row)
                places.append(place + low)
        row, place = np.concatenate(rows), np.concatenate(places)
        order = np.argsort(row, kind="stable")
        row, place = row[order], place[order]
        wanted = place >= own[row]
        return row[wanted], place[wanted]

    def _places_of(self, some: Array, key: int, compact: int) -> Array:
        """Where signatures of these lengths are, or would be."""
        import numpy as np

        found = np.flatnonzero((self._keys == key) & (self._compacts == compact))
        if not len(found):
            return np.zeros(len(some), np.int64)
        start, end = self._starts[found[0]], self._starts[found[0] + 1]
        places: Array = start + np.searchsorted(self._bits[start:end], some)
        return places

    def _lengths_at(self, places: Array | range) -> Array:
        """Which of the pairs of lengths the shapes at these places have."""
        import numpy as np

        return np.searchsorted(self._starts, places, side="right") - 1


class Shapes:
    """The shapes of all names: those that were there when they were loaded, and those that came since.

    A shape whose last name is gone does no harm: nothing is found by it.
    """

    def __init__(self, few: Iterable[str] = (), many: ManyShapes | None = None) -> None:
        self.few = FewShapes(few)
        self.many = many

    def __len__(self) -> int:
        return len(self.few) + (len(self.many) if self.many else 0)

    def near(self, shape: str, least: Sequence[float]) -> list[str]:
        """The shapes of all names that can be similar to one of this shape.

        `least` are similarities from 0 to 100, rising. The names that can reach the first are meant or, where that
        would be many, those that can reach the second, and so on; those that can reach the last always are. That a
        name can does not say that it does; but none that does is left out.
        """
        few = list(self.few.near(shape, least[0]))
        places, reach = self.many.near(shape, least[0]) if self.many else (None, None)
        for enough in least:
            found = [other for other, reached in few if reached >= enough - _ROUNDING]
            if places is not None and reach is not None:
                fits = reach >= enough - _ROUNDING
                places, reach = places[fits], reach[fits]
            if len(found) + (0 if places is None else len(places)) <= ENOUGH:
                break
        return found + (self.many.shapes(places) if self.many and places is not None else [])


def _most_bits(key: int, compact: int, keys: Any, compacts: Any, least: float, larger: Any) -> Any:
    """In how many bits signatures can at most differ if names of these lengths are of at least this similarity.

    A similarity s of texts of a and b letters means that (1 - s) (a + b) letters are taken out or put in.
    """
    part = 1 - least / 100
    spaces = abs((keys - compacts) - (key - compact))
    return larger(part * (compacts + compact), part * (keys + key) - spaces) + _ROUNDING


def _reach(differ: Any, key: int, compact: int, keys: Any, compacts: Any, larger: Any) -> Any:
    """What similarity, 0 to 100, names can reach at most whose signatures differ so."""
    spaces = abs((keys - compacts) - (key - compact))
    return larger(100 * (1 - differ / (compacts + compact)), 100 * (1 - (differ + spaces) / (keys + key)))
