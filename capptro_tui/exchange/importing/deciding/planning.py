"""Decides about the records of a file, block by block: which are new, which are there, what changes, what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.deciding.completing import complete, refuse_unread_parts
from capptro_tui.exchange.importing.deciding.currencies import read_amounts
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.deciding.fitting import Fitted, Fitter
from capptro_tui.exchange.importing.deciding.linking import name_links, resolve_links
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.exchange.importing.deciding.sums import settle_sums
from capptro_tui.exchange.importing.deciding.treating import TREATMENTS, Treatment
from capptro_tui.exchange.importing.outcome import Action, OnDuplicate, Outcome
from capptro_tui.exchange.understanding.layout.sum_columns import priced_part
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType, parse_number
from capptro_tui.services.business.business_settings import settings
from capptro_tui.services.business.region import locale
from capptro_tui.services.importing.checking import ValueChecks
from capptro_tui.services.importing.origins import (
    DATABASE,
    LINKED,
    Origin,
    is_mark,
    mark,
    origin_of,
    record_there,
)
from capptro_tui.text.patterns import pattern

if TYPE_CHECKING:
    from capptro_tui.services.importing.links import Source

NUMBER, CREATED_AT, CREATED_BY = "number", "created_at", "created_by"
"""Names of values that are no fields: number, and time and author of the creation, where a record comes from."""

_STAMP = pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

BLOCK = 500
"""Number of records that are decided together."""


class Planner:
    """Decides about records of one type. It reads, and writes nothing.

    Attributes:
        numbered_as: the mark of the database that gave the first records of this one their numbers; "" for none.
    """

    def __init__(
        self,
        database: Database,
        source: Source,
        record: RecordType,
        on_duplicate: OnDuplicate,
        *,
        keeps_blanks: bool = False,
        decisions: Decisions | None = None,
    ) -> None:
        """Make a planner.

        Args:
            database: the database.
            source: the database again, or the transaction that writes the records.
            record: the type of the records.
            on_duplicate: the treatment of records that are there already.
            keeps_blanks: whether an empty value empties a field that has a default.
            decisions: decisions about single records, which go before `on_duplicate`.
        """
        self._database = database
        self._source = source
        self._record = database.schema.own(record)
        self._now, self._locale, self._mark = database.now(), locale(database), mark(source)
        self._keeps_blanks = keeps_blanks
        self.numbered_as = ""
        self._begins = record_there(source) is None
        self._line = priced_part(database.schema, self._record)
        self._fitters: dict[str, Fitter] = {}
        kind = TREATMENTS.get(self._record.info.name, Treatment)
        region = str(settings(database)["region"])
        self._treatment = kind(source, self._record, on_duplicate, region, decisions or Decisions())

    @property
    def compares(self) -> bool:
        """Whether records are compared with those of the database."""
        return self._treatment.compares

    def plan(self, block: Iterable[SourceRecord]) -> list[Planned]:
        """Decide about some records, in the order of the file. Raises Unusable."""
        planned = [self._fit(each) for each in block]
        resolve_links(self._source, self._undecided(planned))
        read_amounts(self._source, self._undecided(planned), self._fitter)
        for each in self._undecided(planned):
            refuse_unread_parts(each)
        if self._line is not None:
            for each in self._undecided(planned):
                settle_sums(each, self._line, self._fitter)
        self._treatment.decide(self._undecided(planned))
        for each in planned:
            if each.is_new:
                complete(each)
            each.finish()
        return planned

    def forget_new(self) -> None:
        """Forget the new records so far: they are in the source from now on."""
        self._treatment.forget_new()

    def _undecided(self, planned: Sequence[Planned]) -> list[Planned]:
        return [each for each in planned if each.outcome.action is not Action.REFUSED]

    def _fit(self, given: SourceRecord) -> Planned:
        """Return a record with its values in its fields."""
        row = given.rows[0] if given.rows else 0
        values: dict[str, Any] = dict(given.values)
        origin = self._origin(str(values.pop(DATABASE, "") or ""))
        linked = values.pop(LINKED, None)
        old = parse_number(str(values.pop(NUMBER, "") or ""))
        old_id = old[1] if old and old[0] == self._record.info.letter else 0
        created = {name: str(values.pop(name, "") or "") for name in (CREATED_AT, CREATED_BY)}
        planned = Planned(
            self._fitted(self._record, row, values, origin, linked),
            Outcome(given.rows, Action.CREATED, mends=tuple(given.mends), question=given.question),
            old_id=old_id,
            given_id=old_id,
            is_card=given.is_card,
            created=created if _STAMP.fullmatch(created[CREATED_AT]) and created[CREATED_BY] else {},
        )
        for name, parts in given.parts.items():
            record = self._database.schema.record_named(name)
            given_parts = [part for part in parts if any(part.values())]
            planned.parts += [self._fitted(record, row, part, origin, linked) for part in given_parts]
        if given.refused:
            planned.refuse(" ".join(filter(None, (given.refused, given.question))))
        return planned

    def _origin(self, text: str) -> Origin:
        """Return the origin of a record by the mark beside it. The first record of a database brings its numbers."""
        if self._begins and is_mark(text):
            self.numbered_as = self._mark = text
        self._begins = False
        return origin_of(text, self._mark)

    def _fitted(
        self, record: RecordType, row: int, values: Mapping[str, Any], origin: Origin, linked: object
    ) -> Fitted:
        """Return values in the fields of a record or part; `linked` is number to title of the records that it names."""
        values = name_links(self._database.schema, record, values, origin, linked)
        return self._fitter(record).fit(row, values, origin)

    def _fitter(self, record: RecordType) -> Fitter:
        found = self._fitters.get(record.info.name)
        if found is None:
            checks = ValueChecks(record, now=self._now, locale=self._locale)
            found = self._fitters[record.info.name] = Fitter(checks, keeps_blanks=self._keeps_blanks)
        return found
