"""The shapes of all names in memory, to find those similar to a given name among a million in a millisecond.

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
_BLOCK = 32_768  # shapes at a time: they and the intermediate arrays stay in the processor's cache
# wanted shapes at a time, and shapes that these are compared with: their table stays in the cache
_TOGETHER, _WIDE = 32, 4_096
_ROUNDING = 1e-6
ENOUGH = 400
"""Number of shapes whose names are all worth fetching."""


class FewShapes:
    """A growing set of shapes, kept as numbers by their lengths."""

    def __init__(self, shapes: Iterable[str] = ()) -> None:
        self._bits: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for shape in shapes:
            self.add(shape)

    def __len__(self) -> int:
        return sum(map(len, self._bits.values()))

    def add(self, shape: str) -> None:
        """Add a shape; "", the shape of no name, is left out."""
        if shape:
            bits, key, compact = parted(shape)
            self._bits[key, compact].add(bits)

    def near(self, shape: str, least: float) -> Iterator[tuple[str, float]]:
        """Yield shapes of names that can reach a similarity to a name of this shape.

        Args:
            shape: the shape of the name that is looked for.
            least: the least similarity, 0 to 100.

        Yields:
            A shape, and the largest similarity that its names can reach.
        """
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
    """A fixed array of shapes, in the order of their lengths. A place is an index in it."""

    def __init__(self, blocks: Iterable[str]) -> None:
        """Join blocks of shapes, given in hexadecimal digits, each shape once and in their order.

        Raises:
            ValueError: A block is anything else.
        """
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
        """Return the shapes at these places."""
        lengths = self._lengths_at(places)
        parts = (self._bits[places], self._keys[lengths], self._compacts[lengths])
        return [joined(*one) for one in zip(*(part.tolist() for part in parts), strict=True)]

    def shapes_of(self, lists: Collection[Array]) -> Iterator[list[str]]:
        """Yield the shapes at each of many lists of places. Each shape is made once."""
        import numpy as np

        places = np.unique(np.concatenate([np.empty(0, np.int64), *lists]))
        found = dict(zip(places.tolist(), self.shapes(places), strict=True))
        return ([found[place] for place in one.tolist()] for one in lists)

    def near(self, shape: str, least: float) -> tuple[Array, Array]:
        """Find shapes of names that can reach a similarity to a name of this shape.

        Args:
            shape: the shape of the name that is looked for.
            least: the least similarity, 0 to 100.

        Returns:
            The places of the shapes, and the largest similarities that their names can reach.
        """
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
        """Find, for each of many shapes, the places that `near` finds for it.

        Shapes of the same lengths are looked for together: one by one, most of the time would go into set-up.

        Args:
            shapes: the shapes to look for.
            least: gives the least similarity, 0 to 100, for the length of a name without spaces.
            later: leave out places before the shape's own place.

        Yields:
            A shape of `shapes`, in any order, and its places.
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
        """Find the places near to some signatures of names with the same lengths.

        Returns:
            Two arrays of pairs: index into `some`, ascending, and place.
        """
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
        """Return the places of signatures of these lengths, or the places where they would be."""
        import numpy as np

        found = np.flatnonzero((self._keys == key) & (self._compacts == compact))
        if not len(found):
            return np.zeros(len(some), np.int64)
        start, end = self._starts[found[0]], self._starts[found[0] + 1]
        places: Array = start + np.searchsorted(self._bits[start:end], some)
        return places

    def _lengths_at(self, places: Array | range) -> Array:
        """Return, for each place, the index of its pair of lengths."""
        import numpy as np

        return np.searchsorted(self._starts, places, side="right") - 1


class Shapes:
    """The shapes of all names: `many` that were loaded together, and `few` added since.

    A shape whose last name is gone does no harm: no name is found by it.
    """

    def __init__(self, few: Iterable[str] = (), many: ManyShapes | None = None) -> None:
        self.few = FewShapes(few)
        self.many = many

    def __len__(self) -> int:
        return len(self.few) + (len(self.many) if self.many else 0)

    def near(self, shape: str, least: Sequence[float]) -> list[str]:
        """Return shapes of names that can be similar to a name of this shape.

        A name that can reach a similarity may still be less similar; none that is similar is left out.

        Args:
            shape: the shape of the name that is looked for.
            least: similarities from 0 to 100, rising. The first one applies that leaves at most `ENOUGH` shapes, or
                else the last.
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
    """Return the most bits by which signatures differ if names of these lengths have at least this similarity.

    A similarity s of texts of a and b letters means that (1 - s) (a + b) letters are removed or inserted.
    """
    part = 1 - least / 100
    spaces = abs((keys - compacts) - (key - compact))
    return larger(part * (compacts + compact), part * (keys + key) - spaces) + _ROUNDING


def _reach(differ: Any, key: int, compact: int, keys: Any, compacts: Any, larger: Any) -> Any:
    """Return the largest similarity, 0 to 100, of names whose signatures differ in so many bits."""
    spaces = abs((keys - compacts) - (key - compact))
    return larger(100 * (1 - differ / (compacts + compact)), 100 * (1 - (differ + spaces) / (keys + key)))
