"""Every field type names an input that a form can make, and a way in which a page draws its values."""

from __future__ import annotations

import pytest
from textual.content import Content

from capptro_tui.db.database import Database
from capptro_tui.models.field import Field
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.types import FieldType
from capptro_tui.widgets.form.field_inputs import field_input, read_input
from capptro_tui.widgets.page.marks import value_shown
from tests.field_type_examples import EVERY, EXAMPLES, stored_values


@EVERY
class TestEveryType:
    def test_is_drawn(self, field_type: type[FieldType]) -> None:
        """A page and a list show something for a value, and nothing for none."""
        field = Field("tried_id", "Tried", EXAMPLES[field_type][0])
        for value in stored_values(field_type):
            shown = value_shown(field, {field.name: value, field.key: value or ""})
            assert isinstance(shown, Content)
            assert bool(shown.plain) is bool(value)

    def test_has_an_input(self, field_type: type[FieldType], database: Database) -> None:
        """A form for it opens empty and saves what is empty."""
        made = EXAMPLES[field_type][0]
        field = Field("tried", "Tried", made)
        widget = field_input(database, Customer, field, {"tried": made.empty}, owner=lambda: None)
        assert not read_input(widget)


def test_an_unknown_name_is_a_fault_of_the_type(database: Database) -> None:
    """It is told at once, not shown as something else."""

    class Odd(FieldType):
        widget = "dial"

    with pytest.raises(NotImplementedError, match="dial"):
        field_input(database, Customer, Field("odd", "Odd", Odd()), {}, owner=lambda: None)
