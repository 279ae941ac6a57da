"""Autofill: values that a form fills in when a choice is made in one of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.widget import Widget
from textual.widgets import Input

from capptro_tui.db.database import Database
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row
from capptro_tui.services.forms import choices
from capptro_tui.services.forms.behaviours import form_behaviour
from capptro_tui.services.rules.starting import followed
from capptro_tui.show import show
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.form.picker import Picker


class Autofill:
    """Fills in the fields of a form that follow from a choice.

    These are links scoped by a chosen record, and values that only one record type knows, such as the open amount of a
    paid order. Typed text is never replaced: a text is filled in where the field is empty or still holds the text
    filled in before.
    """

    def __init__(
        self,
        database: Database,
        record: RecordType,
        row: Row,
        inputs: Mapping[str, Widget],
        owner: Callable[[Field], int | None],
        say: Callable[[str], None],
    ) -> None:
        """Take over the inputs of a form.

        Args:
            database: where the records are.
            record: the type of the form's record.
            row: the values that the form starts with.
            inputs: the fields' widgets, by field name.
            owner: returns the record to which a scoped field is limited.
            say: shows a sentence.
        """
        self._database = database
        self._record = record
        self._row = row
        self._inputs = inputs
        self._owner = owner
        self._say = say
        self._followed: tuple[Row, Row] | None = None
        started = {} if self._is_stored else form_behaviour(record).start(database, row)
        self._texts = {name: record.fields[name].edit_text(value, row) for name, value in started.items()}

    @property
    def _is_stored(self) -> bool:
        return self._row.get("id") is not None

    def row(self) -> Row:
        """Return the record with the form's present choices and the values copied from them, such as a currency."""
        chosen = {name: held.value for name, held in self._inputs.items() if isinstance(held, Picker)}
        if self._followed is None or self._followed[0] != chosen:  # computed once a choice, not at each key
            row = {**self._row, **chosen}
            self._followed = chosen, {**row, **followed(self._database, self._record, row)}
        return self._followed[1]

    def note_typed(self, name: str) -> None:
        """Note that the user has typed into a field: unless its text is the one filled in, it is kept from now on."""
        widget = self._inputs[name]
        if isinstance(widget, LineInput) and widget.value != self._texts.get(name, ""):
            self._texts.pop(name, None)

    def follow(self, field: Field, led_by: Mapping[str, Sequence[int]]) -> list[str]:
        """Fill in the fields that follow from a choice.

        Args:
            field: the field in which a record was chosen.
            led_by: ids of the related records by which it was found, by record type.

        Returns:
            The names of the fields whose text has changed.
        """
        if field.link:
            self._fill_links(field, led_by)
        return [] if self._is_stored else self._fill_texts()

    def _fill_links(self, owner: Field, led_by: Mapping[str, Sequence[int]]) -> None:
        """Fill in the scoped links of a chosen record.

        A contact or site by which the record was found is chosen. A link that does not belong to the record is cleared
        with a message. An obvious choice, such as the only one, is filled in.
        """
        for field in self._record.fields.values():
            picker = self._inputs.get(field.name)
            if field.type.scoped_by != owner.name or not isinstance(picker, Picker):
                continue
            owner_id, meant = self._owner(field), led_by.get(field.link, ())
            if picker.value is not None and not choices.belongs(self._database, field, picker.value, owner_id):
                # A choice made by autofill comes again with its owner: no message is needed.
                if not choices.is_obvious(self._database, field, picker.value):
                    self._say(f"{field.label} {show(picker.text, 60)} was cleared: it belongs to another.")
                picker.choose(None, "")
            if meant and picker.value not in meant:
                self._choose(
                    field, picker, choices.linked(self._database, field, meant[0]) if len(meant) == 1 else None
                )
            if picker.value is None and (row := choices.obvious(self._database, field, owner_id)):
                # If the search led to several records, only one of them may be chosen.
                self._choose(field, picker, row if not meant or row["id"] in meant else None)

    def _fill_texts(self) -> list[str]:
        """Fill in the texts that follow from the present choices, and remove those filled in for other choices."""
        row = self.row()
        own = form_behaviour(self._record).start(self._database, row)
        filled = []
        for name in {**self._texts, **own}:
            widget, before = self._inputs.get(name), self._texts.get(name, "")
            if not isinstance(widget, LineInput) or widget.value.strip() not in ("", before):
                continue
            self._texts[name] = self._record.fields[name].edit_text(own.get(name), row)
            if widget.value != self._texts[name]:
                with widget.prevent(Input.Changed):  # the caller tells the form which fields changed
                    widget.value = self._texts[name]
                filled.append(name)
        return filled

    def _choose(self, field: Field, picker: Picker, row: Row | None) -> None:
        target = self._database.schema.record_named(field.link)
        picker.choose(row["id"], target.called(row)) if row is not None else picker.choose(None, "")
