"""One of a few declared values."""

from __future__ import annotations

from typing import Any

from capptro_tui.models.types.base import FieldType, InvalidValue, Reading, Row
from capptro_tui.models.types.choice import Choice, find_choice


class ChoiceOf(FieldType):
    """One of `choices`, stored as its value. It is typed as its value or its label, whatever the case."""

    name = "choice"
    word = "CHOICE"
    empty = ""
    is_text = True
    is_picked = True
    can_filter = True
    in_every_list_row = True
    widget = "choices"
    look = "choice"

    def __init__(self, choices: tuple[Choice, ...], *, limit: int = 200) -> None:
        super().__init__(limit=limit)
        self.choices = choices

    def _parse(self, value: Any, reading: Reading) -> Any:
        wanted = self.as_text(value).strip().casefold()
        for choice in self.choices:
            if wanted in (choice.value.casefold(), choice.label.casefold()):
                return choice.value
        raise self._not_one_of_them()

    def _parse_blank(self, text: str, reading: Reading) -> Any:
        if reading.default is not None:
            raise self._not_one_of_them()
        return super()._parse_blank(text, reading)

    def _not_one_of_them(self) -> InvalidValue:
        return InvalidValue(f"must be one of: {', '.join(choice.label for choice in self.choices)}.")

    def _format(self, value: Any, row: Row) -> str:
        return find_choice(self.choices, value).label

    def edit_text(self, value: Any, row: Row) -> str:
        return str(value or "")
