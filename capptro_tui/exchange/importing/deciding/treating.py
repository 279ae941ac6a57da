"""Treats records that are there already: skipped, filled, updated, created again or asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from capptro_tui.exchange.importing.deciding.changing import changes_of_parts, changes_to, fill_in, same_values
from capptro_tui.exchange.importing.deciding.completing import complete, drop_known_notes
from capptro_tui.exchange.importing.deciding.customers_there import (
    CustomersInFile,
    CustomersThere,
    EarlierCustomer,
    as_similar,
    best_of,
    facts_of_planned,
    has_more,
    one_of_several,
    which_one,
)
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.deciding.fitting import Fitted
from capptro_tui.exchange.importing.deciding.keeping import has_texts
from capptro_tui.exchange.importing.deciding.planned import Planned, There
from capptro_tui.exchange.importing.deciding.sums import differing_sum, is_summed_up
from capptro_tui.exchange.importing.outcome import Action, OnDuplicate, SimilarRecord, in_file
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.services.duplicates.equal_keys import EqualCustomer, customer_facts, similarity
from capptro_tui.services.importing.known_records import KnownRecords, rows_there
from capptro_tui.services.importing.origins import Origin
from capptro_tui.services.importing.writing import link_to_owner
from capptro_tui.services.records.inner_parts import parts_inside, read_parts
from capptro_tui.services.rules.alias import standing_for

if TYPE_CHECKING:
    from capptro_tui.matching.compare import Facts
    from capptro_tui.services.importing.links import Source

_SHOWN = 3
"""Most similar records that an outcome names."""


class Treatment:
    """The treatment of the records of one type."""

    def __init__(
        self, source: Source, record: RecordType, on_duplicate: OnDuplicate, region: str, decisions: Decisions
    ) -> None:
        """Make a treatment.

        Args:
            source: the source to read from.
            record: the record type.
            on_duplicate: the treatment of records that are there.
            region: the business's country, by which phone numbers are compared.
            decisions: decisions about single records, which go before `on_duplicate`.
        """
        self._source = source
        self._record = record
        self._mode = on_duplicate
        self._decisions = decisions
        self._region = region
        self._known = KnownRecords(source, record)
        self._changed: dict[int, Row] = {}
        """Rows as the records of the file so far change them."""

    @property
    def compares(self) -> bool:
        """Whether records are compared with those of the database by more than their numbers."""
        return True

    def decide(self, planned: Sequence[Planned]) -> None:
        """Set the outcomes of some records, and their changes."""
        found = self._there(planned, self._by_number(planned))
        stored = rows_there(self._source, self._record, {there.row_id for there in found if there is not None})
        stored |= {row_id: row for row_id, row in self._changed.items() if row_id in stored}
        for each, there in zip(planned, found, strict=True):
            if there is not None and there.row_id in stored:
                self._treat(each, there, stored[there.row_id])
                if each.is_changed or each.outcome.action is Action.UNCHANGED:
                    complete(each)  # now, for a later row of the file adds to the texts that are kept
                    drop_known_notes(self._source, each)
                if each.changes:
                    after = {name: each.fitted.checked.get(name, value) for name, value in each.changes.items()}
                    stored[there.row_id] = self._changed[there.row_id] = {**stored[there.row_id], **after}
            elif each.other_with_number:
                text = f"{each.other_with_number}; this one gets a number of its own."
                each.outcome.question = " ".join(filter(None, [each.outcome.question, text]))

    def forget_new(self) -> None:
        """Forget the records so far: they are written."""
        self._changed.clear()

    def _there(self, planned: Sequence[Planned], by_number: Mapping[int, There]) -> list[There | None]:
        """Return for each record the one that it is for sure, if there is one."""
        rest = [each for each in planned if id(each) not in by_number]
        rows = self._known.find(
            [each.fitted.checked for each in rest], lambda place, row: self._has_same_parts(rest[place], row)
        )
        known = {id(each): self._known_there(same) for each, same in zip(rest, rows, strict=True) if same}
        return [by_number.get(id(each)) or known.get(id(each)) for each in planned]

    def _known_there(self, same: Sequence[Row]) -> There:
        first, *others = map(self._similar, same)
        return There(same[0]["id"], one_of_several(first, others), True, others=tuple(others))

    def _by_number(self, planned: Sequence[Planned]) -> dict[int, There]:
        """Return the records that have the numbers of given ones and are the same, by the identity of these."""
        ids = {each.old_id: standing_for(self._source, self._record, each.old_id) for each in planned if each.old_id}
        rows = rows_there(self._source, self._record, set(ids.values()))
        found: dict[int, There] = {}
        for each in planned:
            row = rows.get(ids.get(each.old_id, 0))
            if row is None:
                continue
            name = number(self._record, each.old_id)
            if self._is_same(each, row):
                shown = self._record.called(row) + (", in the trash" if row["trashed"] is not None else "")
                similar = SimilarRecord(name, 0, shown, 100, ("same number",))
                found[id(each)] = There(row["id"], similar, True, by_number=not each.is_card)
            else:
                each.old_id = 0
                each.other_with_number = f"{name} is another record here, {self._record.called(row)}"
        return found

    def _similar(self, row: Row) -> SimilarRecord:
        return SimilarRecord(number(self._record, row["id"]), 0, self._record.called(row), 100, ())

    def _is_same(self, planned: Planned, row: Row) -> bool:
        """Return whether a record with the number of a given one is the same.

        In an export of this database it is. In one of another database, it is if it was created at the same time; where
        nothing is known, if some value that tells agrees.
        """
        if planned.created and planned.created["created_at"] != row["created_at"]:
            return False
        if planned.created or planned.fitted.origin is not Origin.UNKNOWN:
            return bool(planned.created) or planned.fitted.origin is Origin.HERE
        owner = self._record.owner_link()
        telling = [*self._record.info.title, *(field.name for field in self._record.matched_fields())]
        telling += [owner.name] if owner is not None else []
        values = planned.fitted.checked
        return not values.keys() & set(telling) or any(
            values.get(name) not in (None, "") and values[name] == row[name] for name in telling
        )

    def _has_same_parts(self, planned: Planned, row: Row) -> bool:
        """Return whether a stored record has the parts that are given, such as the lines of an order; True for none."""
        for kind in parts_inside(self._source.schema, self._record):
            given = [part for part in planned.parts if part.record is kind.record]
            there = read_parts(self._source, kind, [row["id"]])[row["id"]] if given else []
            if given and is_summed_up(given, there):
                if differing_sum(given, there, planned.fitted.currency):
                    return False
            elif given and not (len(given) == len(there) and all(map(same_values, there, given))):
                return False
        return True

    def _decided(self, planned: Planned, similar: SimilarRecord) -> OnDuplicate | None:
        """Return the treatment that is decided for a record that may be another one; None if none is."""
        return self._decisions.way(planned.row, self._place(similar), similar.reasons)

    def _place(self, similar: SimilarRecord) -> str:
        """Return the place of a record as the rehearsal has it, where nothing of the file is written."""
        return similar.place

    def _treat(self, planned: Planned, there: There, row: Row) -> None:
        """Set the outcome of a record that is there."""
        decided = self._decided(planned, there.similar)
        mode = self._mode if decided is None else decided
        planned.outcome.similar = (there.similar, *there.others[: _SHOWN - 1])
        if mode is OnDuplicate.CREATE:
            return
        if mode is OnDuplicate.ASK:
            _, changed = changes_to(self._source.schema, row, planned.fitted, fill=False, by_number=there.by_number)
            planned.outcome.changes = tuple(changed)
            planned.leave_open(f"It may be there already: {there.similar}.")
            return
        is_updated = mode in (OnDuplicate.UPDATE, OnDuplicate.FILL) or (mode is OnDuplicate.USUAL and there.is_known)
        if is_updated and there.others and decided is None:
            planned.leave_open(which_one(there.similar, there.others))
            return
        planned.stored = row
        planned.fitted.settle_links(row)
        if row["trashed"] is not None:
            planned.skip(there.similar, differs=True)
            return
        fill = mode is OnDuplicate.FILL
        planned.changes, changed = changes_to(
            self._source.schema, row, planned.fitted, fill=fill, by_number=there.by_number
        )
        planned.outcome.changes = tuple(changed)
        self._treat_parts(planned, fill=fill)
        is_changed = planned.changes or planned.parts or planned.changed_parts
        if is_updated:
            changed_action = Action.FILLED if fill else Action.UPDATED
            planned.outcome.action = changed_action if is_changed else Action.UNCHANGED
        elif is_changed or not has_texts(planned.fitted, row):
            planned.skip(there.similar, differs=True)
        else:
            planned.fitted.kept.clear()
            planned.outcome.action = Action.UNCHANGED

    def _treat_parts(self, planned: Planned, *, fill: bool) -> None:
        """Keep the parts that are new as parts, and set the changes of those that are there."""
        assert planned.stored is not None
        row_id = planned.stored["id"]
        by_type: defaultdict[RecordType, list[Fitted]] = defaultdict(list)
        for part in planned.parts:
            by_type[part.record].append(part)
        inside = {part.record.info.name: part for part in parts_inside(self._source.schema, self._record)}
        planned.parts = []
        for record, parts in by_type.items():
            kind = inside.get(record.info.name)
            if kind is not None:
                there = read_parts(self._source, kind, [row_id])[row_id]
                if is_summed_up(parts, there):  # they have more than the file, and stay
                    asked = (planned.outcome.question, differing_sum(parts, there, planned.fitted.currency))
                    planned.outcome.question = " ".join(filter(None, asked))
                    continue
                is_same = len(there) == len(parts) and all(map(same_values, there, parts))
                if not is_same and not (fill and there):
                    planned.parts += parts
                    planned.outcome.changes += tuple(changes_of_parts(self._source.schema, there, parts))
                continue
            link = link_to_owner(record, self._record)
            known = KnownRecords(self._source, record)
            rows = known.find([{**part.checked, link: row_id} for part in parts], first=True)
            for part, same in zip(parts, rows, strict=True):
                self._treat_part(planned, part, next(iter(same), None), fill=fill)

    def _treat_part(self, planned: Planned, part: Fitted, row: Row | None, *, fill: bool) -> None:
        if row is None:
            planned.parts.append(part)
            return
        typed, changed = changes_to(self._source.schema, row, part, fill=fill)
        planned.fitted.mends += part.mends
        planned.fitted.kept += [f"{part.title}: {text}" for text in part.kept]
        if typed:
            name = part.record.called(row)
            planned.changed_parts.append((part.record, row["id"], typed, name))
            planned.outcome.changes += tuple((f"{name}: {label}", was, now) for label, was, now in changed)


class CustomerTreatment(Treatment):
    """The treatment of customers: found by number and by the keys of the duplicate check, also within the file."""

    def __init__(
        self, source: Source, record: RecordType, on_duplicate: OnDuplicate, region: str, decisions: Decisions
    ) -> None:
        super().__init__(source, record, on_duplicate, region, decisions)
        self._in_file = CustomersInFile()
        self._customers = CustomersThere(source, record)
        self._facts: Mapping[int, Facts] = {}
        self._block: Sequence[Planned] = ()
        self._written: dict[str, int] = {}
        """Number of a record of the file to its row, as far as decisions about rows need it."""

    @property
    def compares(self) -> bool:
        """Whether customers are compared with those of the database by more than their numbers."""
        return self._mode is not OnDuplicate.CREATE or bool(self._decisions)

    def decide(self, planned: Sequence[Planned]) -> None:
        """Set the outcomes of some customers, and their changes."""
        self._block = planned
        if not self.compares:
            self._by_number(planned)
            return
        facts = facts_of_planned(planned, self._region)
        self._facts = {id(each): mine for each, mine in zip(planned, facts, strict=True)}
        super().decide(planned)
        for each, mine in zip(planned, facts, strict=True):
            if each.is_new:
                self._compare_with_file(each, mine)

    def forget_new(self) -> None:
        """Forget the customers so far: they are written."""
        super().forget_new()
        self._in_file.clear()
        if self._decisions.by_row:
            self._written |= {number(self._record, each.new_id): each.row for each in self._block if each.new_id}

    def _place(self, similar: SimilarRecord) -> str:
        row = self._written.get(similar.number)
        return super()._place(similar) if row is None else in_file(row)

    def _there(self, planned: Sequence[Planned], by_number: Mapping[int, There]) -> list[There | None]:
        rest = [each for each in planned if id(each) not in by_number]
        self._customers.read(rest, [self._facts[id(each)] for each in rest])
        found: list[There | None] = []
        for each in planned:
            best = by_number.get(id(each)) or self._likeliest(each)
            if best is not None:
                self._customers.take(best.row_id, each)
            found.append(best)
        return found

    def _likeliest(self, planned: Planned) -> There | None:
        """Return the likeliest customer: with all values of a card, the same for sure, or to be decided about."""
        if (row := self._customers.with_values_of_card(planned, self._facts[id(planned)])) is not None:
            return There(row["id"], self._similar(row), True)
        theirs = self._customers.with_equal_key(planned)
        sure = [hit for hit in theirs if hit.is_sure]
        if sure:
            return best_of(sure, planned.given_id)
        planned.outcome.similar = tuple(map(as_similar, theirs[:_SHOWN]))
        return self._possible(planned, theirs)

    def _possible(self, planned: Planned, theirs: Sequence[EqualCustomer]) -> There | None:
        """Return the likeliest of the customers that one may be, if people decide or have decided about it."""
        if not theirs:
            return None
        is_asked = self._mode is OnDuplicate.ASK and theirs[0].is_close
        if not is_asked and self._decided(planned, planned.outcome.similar[0]) is None:
            return None
        return There(theirs[0].row_id, planned.outcome.similar[0], False)

    def _is_same(self, planned: Planned, row: Row) -> bool:
        """Return whether a customer with the number of a given one is the same.

        A card has no time of creation, and phones keep it for years: the customer must have something in common with
        it, and its name if the card has nothing else by which customers are compared.
        """
        mine = self._facts.get(id(planned))
        is_here = planned.fitted.origin is Origin.HERE
        if mine is None or (is_here and not planned.is_card):
            return super()._is_same(planned, row)
        if planned.fitted.origin is Origin.ELSEWHERE and not super()._is_same(planned, row):
            return False
        theirs = customer_facts(row, self._region)
        if planned.is_card and not (mine.phones or mine.email or mine.street):
            return mine.key == theirs.key
        return similarity(mine, theirs).score > 0 or not mine.norm

    def _compare_with_file(self, planned: Planned, facts: Facts) -> None:
        """Treat a new customer that an earlier row of the file has, too; otherwise remember it."""
        found = self._in_file.find(facts, numbered=bool(planned.given_id))
        if found is None:
            self._in_file.add(planned, facts)
            return
        similar = one_of_several(found.similar, found.others)
        planned.outcome.similar = (similar, *found.others, *planned.outcome.similar)[:_SHOWN]
        way = self._way_in_file(planned, similar, found)
        if way is OnDuplicate.ASK and found.others:
            planned.leave_open(which_one(found.similar, found.others))
        elif way is OnDuplicate.ASK:
            planned.leave_open(f"It may be in the file twice: {similar}.")
        elif way is OnDuplicate.CREATE:
            self._in_file.add(planned, facts)
        elif way is OnDuplicate.SKIP:
            planned.skip(similar, differs=has_more(planned, found.planned))
        else:
            self._join(found.planned, planned, fill=way is OnDuplicate.FILL)

    def _way_in_file(self, planned: Planned, similar: SimilarRecord, found: EarlierCustomer) -> OnDuplicate:
        """Return the treatment of a customer that an earlier row of the file has, or may have."""
        decided = self._decided(planned, similar)
        if decided is not None or self._mode in (OnDuplicate.ASK, OnDuplicate.CREATE):
            return decided or self._mode
        if not found.is_sure:
            return OnDuplicate.CREATE
        if self._mode is OnDuplicate.SKIP or (self._mode is OnDuplicate.USUAL and not found.is_known):
            return OnDuplicate.SKIP
        return OnDuplicate.ASK if found.others else self._mode

    def _join(self, earlier: Planned, later: Planned, *, fill: bool) -> None:
        """Give a new customer the values and parts of a later row of the file."""
        changed = fill_in(earlier.fitted, later.fitted, fill=fill)
        for part in later.parts:
            known = next((one for one in earlier.parts if one.record is part.record and one.title == part.title), None)
            if known is None:
                earlier.parts.append(part)
            else:
                changed += [(f"{part.title}: {label}", was, now) for label, was, now in fill_in(known, part, fill=fill)]
                later.fitted.mends += part.mends
        later.parts = []
        later.outcome.changes = tuple(changed)
        later.outcome.action = Action.FILLED if fill else Action.UPDATED


TREATMENTS: dict[str, type[Treatment]] = {"customer": CustomerTreatment}
"""Record type's name to its treatment, for those with one of their own."""
