"""Texts as people write them: in one line, in several, or with suggestions."""

from __future__ import annotations

from typing import Any

from capptro_tui.models.types.base import FieldType, Reading, Row


class Text(FieldType):
    """One line of text."""

    name = "text"
    example = '"…"'
    empty = ""
    is_text = True
    sorts_naturally = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        return self.as_text(value)

    def edit_text(self, value: Any, row: Row) -> str:
        return str(value or "")


class Multiline(Text):
    """Several lines of text. Even a text of spaces alone is kept."""

    name = "long"
    example = '"Ring before noon"'
    is_multiline = True
    joins_on_merge = True
    widget = "lines"
    look = "lines"

    def _parse_blank(self, text: str, reading: Reading) -> Any:
        return text

    def join(self, keep: Any, lose: Any) -> Any:
        """Return both texts, `keep` first; a text that contains the other is returned alone."""
        if lose.strip() in keep:
            return keep
        if keep.strip() in lose:
            return lose
        return f"{keep.rstrip()}\n\n{lose.lstrip()}"


class Suggested(Text):
    """Any text, with suggestions from a picklist."""

    name = "pick"
    example = '"Heating"'
    sorts_naturally = False
    can_filter = True
    widget = "suggestions"

    def __init__(self, picklist: str, *, limit: int = 200) -> None:
        super().__init__(limit=limit)
        self.picklist = picklist
