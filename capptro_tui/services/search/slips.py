"""Guesses for typing slips: records whose names only resemble the text."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from capptro_tui.db.connection.reader import Connected, DataVersion, Reader
from capptro_tui.db.indexes.search_index import name_column
from capptro_tui.db.read import search_rows
from capptro_tui.matching.slips import Vocabulary
from capptro_tui.text.normalise import Terms

ROOM = 12
"""Guesses are added while there are fewer hits, up to so many in all."""

_COMPARED = 300
"""Most records whose names are compared."""

_known: WeakKeyDictionary[Connected, dict[str, tuple[DataVersion, Vocabulary]]] = WeakKeyDictionary()
"""The words in use in an open database, by record type, with the version at which they were read."""


def similar(reader: Reader, asked: search_rows.SearchPlan, terms: Terms, exact: Sequence[int]) -> list[int]:
    """Return ids of records whose names most resemble `terms`, best first, as many as fit beside `exact`."""
    words = terms.name.split()
    if len(exact) >= ROOM or not name_column(asked.record) or terms.email or not words:
        return []
    ways = _vocabulary(reader, asked).ways(words, known_too=not exact)
    if not ways:
        return []
    names = {row_id: name for row_id, name in search_rows.named(reader, asked, ways, _COMPARED) if row_id not in exact}
    from rapidfuzz import fuzz

    def fit(row_id: int) -> tuple[float, str, int]:
        """Return the sort key: names that begin like the text before those that have it further on."""
        name = names[row_id]
        begun = fuzz.ratio(terms.name, name[: len(terms.name) + 1])
        return -max(begun, 0.9 * fuzz.partial_ratio(terms.name, name)), name, row_id

    return sorted(names, key=fit)[: ROOM - len(exact)]


def _vocabulary(reader: Reader, asked: search_rows.SearchPlan) -> Vocabulary:
    version, name = reader.version(), asked.record.info.name
    known = _known.setdefault(reader.database, {})
    if name not in known or known[name][0] != version:
        known[name] = version, Vocabulary(search_rows.words_in_use(reader, asked.record))
    return known[name][1]
