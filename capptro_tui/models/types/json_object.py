"""Named values without a declaration in the program: the custom fields of an import."""

from __future__ import annotations

import json
from typing import Any

from capptro_tui.errors import Refused
from capptro_tui.models.types.base import FieldType, InvalidValue, Reading, Row


class JsonObject(FieldType):
    """A JSON object, stored as its text with the names in order."""

    name = "values"
    word = "VALUES"
    word_hint = 'such as {"floor": "2"}'
    example = '\'{"floor": "2"}\''
    can_equal = False
    has_named_values = True
    joins_on_merge = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        try:
            found = json.loads(value) if isinstance(value, str) else value
            text = json.dumps(found, ensure_ascii=False, sort_keys=True)
        except (TypeError, ValueError, RecursionError):
            found, text = None, ""
        if not isinstance(found, dict):
            raise InvalidValue("must be a set of names and values.")
        self.check_storable(text)
        return text if found else self.empty

    def _format(self, value: Any, row: Row) -> str:
        found = named_values(value)
        return ", ".join(f"{name}: {_value_text(each)}" for name, each in found.items()) if found else str(value)

    def edit_text(self, value: Any, row: Row) -> str:
        return str(value or "")

    def to_json(self, value: Any, row: Row) -> Any:
        """Return the object; the stored text if it is no clear JSON."""
        from capptro_tui.models.types import strict_json  # late, for the start: few values are read this way

        if value is None:
            return {}
        try:
            return strict_json.read(value)
        except Refused:
            return value

    def stored_from_json(self, value: Any, row: Row) -> Any:
        """Return the text of an object; None for one without names. A text is unclear JSON, and stays."""
        if isinstance(value, dict):
            return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None
        return super().stored_from_json(value, row)

    def from_json(self, value: Any) -> Any:
        from capptro_tui.models.types import strict_json

        return strict_json.read(value) if isinstance(value, str) and value.strip() else value

    def join(self, keep: Any, lose: Any) -> Any:
        """Return the values of both objects; for a name in both, the value in `keep`."""
        try:
            return json.dumps({**json.loads(lose), **json.loads(keep)}, ensure_ascii=False, sort_keys=True)
        except (ValueError, TypeError):
            return keep


def named_values(text: Any) -> dict[str, Any]:
    """Return the values of a stored JsonObject, by name; none if it is no object."""
    try:
        found = json.loads(text or "{}")
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def changed_values(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """Return (name, before, after) of each value that differs between two stored JsonObjects."""
    old, new = named_values(before), named_values(after)
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return [(name, _value_text(old.get(name)), _value_text(new.get(name))) for name in names]


def _value_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)
