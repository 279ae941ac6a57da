"""Writes the records that were decided about; a value that a rule refuses is kept as text, and the record goes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from capptro_tui.errors import Invalid, Refused
from capptro_tui.exchange.importing.deciding.fitting import Fitted, text_field
from capptro_tui.exchange.importing.deciding.keeping import keep_texts
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.exchange.importing.outcome import Action
from capptro_tui.exchange.understanding.record import Mend
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import customer_of
from capptro_tui.services.importing.writing import ImportWriter

_MOST_TRIES = 20
"""Most times that a record is tried again without the values that its rules refuse."""


class PlannedWriter:
    """Writes decided records of one type."""

    def __init__(self, writer: ImportWriter, record: RecordType) -> None:
        self._writer = writer
        self._record = record

    def write(self, planned: Sequence[Planned]) -> None:
        """Write the new and the changed ones among some records, and set their numbers."""
        fresh = [each for each in planned if each.is_new]
        for is_plain, group in groupby(fresh, lambda each: self._writer.is_plain(each.fitted.checked)):
            if is_plain:
                self._create_many(list(group))
            else:
                for each in group:
                    self._create(each)
        self._writer.date_back({each.new_id: each.created for each in fresh if each.new_id and each.created})
        for each in planned:
            if each.is_changed:
                self._change(each)

    def _create_many(self, planned: Sequence[Planned]) -> None:
        """Create plain records in a block; then those of their parts that are not plain."""
        plain = [
            [part for part in each.parts if self._writer.is_plain_part(part.record, part.checked)] for each in planned
        ]
        new = [each.new_record(parts) for each, parts in zip(planned, plain, strict=True)]
        for each, parts, row_id in zip(planned, plain, self._writer.create_many(new), strict=True):
            each.set_new_id(row_id)
            if len(parts) < len(each.parts):
                each.parts = [part for part in each.parts if not any(part is one for one in parts)]
                self._add_parts(each, row_id)

    def _create(self, planned: Planned) -> None:
        """Create a record by the rules of its type, then its parts."""
        made: list[int] = []
        fitted = planned.fitted
        if problem := self._try(planned, fitted, lambda: made.append(self._writer.create(planned.new_record()))):
            planned.refuse(problem)
            return
        planned.set_new_id(made[0])
        self._add_parts(planned, made[0])
        self._add_notes(planned, customer_of(self._record, {**fitted.checked, "id": made[0]}))

    def _change(self, planned: Planned) -> None:
        """Change a record that is there, and its parts. Its outcome is that it is unchanged if all was refused."""
        assert planned.stored is not None
        row_id = planned.stored["id"]
        is_changed = self._change_values(planned, self._record, row_id, planned.changes)
        for record, part_id, typed, name in planned.changed_parts:
            is_changed = self._change_values(planned, record, part_id, typed, f"{name}: ") or is_changed
        self._add_parts(planned, row_id)
        self._add_notes(planned, customer_of(self._record, planned.stored))
        if planned.is_changed and not (is_changed or planned.parts or planned.notes):
            planned.outcome.action = Action.UNCHANGED

    def _change_values(
        self, planned: Planned, record: RecordType, row_id: int, typed: dict[str, Any], prefix: str = ""
    ) -> bool:
        """Change values of a record; leave those out that its rules refuse, and say so.

        `prefix` is what stands before the labels of a part in the outcome.

        Returns:
            Whether anything was changed.
        """
        rest = dict(typed)
        for _ in range(_MOST_TRIES):
            try:
                if rest:
                    self._writer.change(record, row_id, rest)
                return bool(rest)
            except Invalid as invalid:
                wrong = {problem.field: problem.message for problem in invalid.field_errors if problem.field in rest}
                if not wrong:
                    wrong = dict.fromkeys(rest, str(invalid))
                for name, why in wrong.items():
                    label = record.fields[name].full_label
                    mend = Mend(planned.row, label, str(rest.pop(name)), "", why)
                    planned.outcome.take_back(f"{prefix}{label}", mend)
            except Refused as refused:
                planned.refuse(str(refused))
                return False
        return False

    def _add_parts(self, planned: Planned, row_id: int) -> None:
        """Create the parts of a record; those that are nothing by themselves take the place of the old ones."""
        by_type: dict[str, list[Fitted]] = {}
        for part in planned.parts:
            by_type.setdefault(part.record.info.name, []).append(part)
        for name, parts in by_type.items():
            if planned.is_changed and self._writer.part_of(name) is not None:
                self._replace_parts(planned, row_id, parts)
                continue
            for part in parts:
                if problem := self._try(planned, part, self._adding(part, row_id)):
                    self._keep_part(planned, part, problem, row_id)

    def _adding(self, part: Fitted, row_id: int) -> Callable[[], None]:
        return lambda: self._writer.add_part(part.record, row_id, part.typed)

    def _replace_parts(self, planned: Planned, row_id: int, parts: list[Fitted]) -> None:
        try:
            self._writer.replace_parts(parts[0].record, row_id, [part.typed for part in parts])
        except Invalid as invalid:
            for part in parts:
                self._keep_part(planned, part, str(invalid), row_id)

    def _add_notes(self, planned: Planned, customer_id: int | None) -> None:
        """Create the notes of a record that belongs to a customer."""
        if customer_id is not None:
            for text in planned.notes:
                self._writer.add_note(customer_id, text)

    def _try(self, planned: Planned, fitted: Fitted, write: Callable[[], None]) -> str:
        """Write a record; without the values that its rules refuse, if need be.

        Returns:
            The reason why it cannot be written at all; "" if it was written.
        """
        for _ in range(_MOST_TRIES):
            before = len(fitted.mends)
            try:
                write()
                return ""
            except Invalid as invalid:
                loose = [
                    problem
                    for problem in invalid.field_errors
                    if problem.field in fitted.typed and not fitted.record.fields[problem.field].required
                ]
                if not loose:
                    return str(invalid)
                for problem in loose:
                    fitted.set_aside(problem.field, problem.message)
                rest = keep_texts(fitted)
                planned.notes += rest
                planned.outcome.mends += tuple(fitted.mends[before:])
        return "Too many of its values are refused."

    def _keep_part(self, planned: Planned, part: Fitted, why: str, row_id: int) -> None:
        """Keep a part that cannot be stored as text of its record."""
        label = part.record.info.label
        values = "; ".join(f"{part.record.fields[name].label}: {value}" for name, value in part.typed.items())
        planned.fitted.mend(label, values, "", why)
        planned.outcome.mends += (planned.fitted.mends[-1],)
        count = planned.outcome.parts.get(part.record.info.name, 0)
        planned.outcome.parts[part.record.info.name] = max(0, count - 1)
        if name := text_field(planned.record):
            self._writer.append_text(self._record, row_id, name, f"{label}: {values}")
