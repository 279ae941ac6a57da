"""A yes or no."""

from __future__ import annotations

from typing import Any

from capptro_tui.models.types.base import FieldType, InvalidValue, Reading, Row

_YES = {"yes", "y", "true", "1", "on"}
_NO = {"no", "n", "false", "0", "off", ""}


class Boolean(FieldType):
    """A yes or no; nothing typed is a no."""

    name = "yes_no"
    column_type = "BOOLEAN"
    empty = False
    is_flag = True
    in_every_list_row = True
    widget = "checkbox"
    look = "flag"

    def _parse(self, value: Any, reading: Reading) -> Any:
        if isinstance(value, bool):
            return value
        word = str(value).strip().casefold()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise InvalidValue("must be yes or no.")

    def _format(self, value: Any, row: Row) -> str:
        return "yes" if value else "no"

    def to_json(self, value: Any, row: Row) -> Any:
        return None if value is None else bool(value)
