"""The shapes of a database's customer names in memory, kept up to date whoever writes."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from capptro_tui.db.connection.reader import DataVersion, read_version
from capptro_tui.db.database import Database
from capptro_tui.db.read.duplicates import duplicate_rows
from capptro_tui.errors import Unusable

if TYPE_CHECKING:
    from capptro_tui.matching.signatures import ManyShapes, Shapes

FEW = 20_000
"""Most customers without numpy, which takes memory and time to load: Python compares so many in 2 ms."""

MOST_NEW = 5_000
"""Most new shapes since the array was loaded; with more of them it is loaded again."""

_WORTH_A_LOOK = (75, 80)
"""Least similarities of names to look for, as long as few names are so similar …"""

_FEW_ENOUGH = 200_000
"""… and there are no more shapes than this."""


class Similar(NamedTuple):
    """A similar name.

    Attributes:
        similarity: 0 to 100.
        merged_into: id of the customer that this one was merged into; None for none.
    """

    similarity: float
    merged_into: int | None


def similar(database: Database, norm: str) -> dict[int, Similar]:
    """Return customers, trashed ones too, with names similar to this normalised name, by their ids.

    None from `least_similarity` on is missed; some with a lower similarity are included. May be called from any thread.
    Raises Unusable.
    """
    from capptro_tui.matching.compare import least_similarity, similarity_of
    from capptro_tui.text.normalise import name_compact, name_key
    from capptro_tui.text.shape import name_shape

    key, compact = name_key(norm), name_compact(norm)
    if not compact:
        return {}
    needed = least_similarity(compact)
    kept = _of(database)
    with kept.lock:
        shapes = _fresh(database, kept)
        wide = _WORTH_A_LOOK if len(shapes) <= _FEW_ENOUGH else ()
        least = [*(one for one in wide if one < needed), needed]
        found = shapes.near(name_shape(key, compact), least)
    similarities: dict[str, float] = {}
    similar: dict[int, Similar] = {}
    for row_id, other, merged_into in duplicate_rows.named(database, found):
        similarity = similarities.get(other)
        if similarity is None:
            similarity = similarities[other] = similarity_of(
                key, compact, name_key(other), name_compact(other), at_least=least[0]
            )
        if similarity:
            similar[row_id] = Similar(similarity, merged_into)
    return similar


def near(database: Database, shape: str, least: list[float]) -> list[str]:
    """Return the shapes of names that may be similar to one of this shape, as in `Shapes.near`. Raises Unusable."""
    kept = _of(database)
    with kept.lock:
        return _fresh(database, kept).near(shape, least)


def refresh(database: Database) -> None:
    """Read the changes since the last call; at first, all names: half a second for a million customers.

    May be called from any thread. Raises Unusable.
    """
    kept = _of(database)
    with kept.lock:
        _fresh(database, kept)


def many_shapes(database: Database) -> ManyShapes:
    """Return the shapes of the names of all customers now. Raises Unusable."""
    from capptro_tui.matching.signatures import ManyShapes

    try:
        return ManyShapes(duplicate_rows.shapes(database))
    except ValueError:
        message = f"The database {database.path} is damaged: its names cannot be compared. Run “capptro check”."
        raise Unusable(message) from None


class _Kept:
    """The shapes at the version `seen` of the records."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.shapes: Shapes | None = None
        self.seen: DataVersion = ("", 0)


_all: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()
_making = Lock()


def _of(database: Database) -> _Kept:
    with _making:
        return _all.setdefault(database, _Kept())


def _fresh(database: Database, kept: _Kept) -> Shapes:
    """Return the current shapes. Writes during the reading are read again the next time."""
    last = read_version(database)
    if kept.shapes is None or last[0] != kept.seen[0]:
        kept.shapes = _load(database)
    elif last != kept.seen:
        most = (MOST_NEW if kept.shapes.many else FEW) - len(kept.shapes.few)
        new = duplicate_rows.shapes_since(database, kept.seen[1], most) if most > 0 else []
        if len(new) == most or most <= 0:
            kept.shapes = _load(database)
        else:
            for shape in new:
                kept.shapes.few.add(shape)
    kept.seen = last
    return kept.shapes


def _load(database: Database) -> Shapes:
    from capptro_tui.matching.signatures import Shapes
    from capptro_tui.text.shape import SHAPE_LENGTH

    if duplicate_rows.is_large(database, FEW):
        return Shapes(many=many_shapes(database))
    return Shapes(
        block[start : start + SHAPE_LENGTH]
        for block in duplicate_rows.shapes(database)
        for start in range(0, len(block), SHAPE_LENGTH)
    )
