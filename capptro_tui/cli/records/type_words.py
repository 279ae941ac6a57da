"""Placeholders for values of fields in the help: `DATE`, `AMOUNT`, `NUMBER` with a hint at the record type."""

from __future__ import annotations

from dataclasses import dataclass

from capptro_tui.cli.parsing.common import known_schema
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import number


@dataclass(frozen=True, slots=True)
class TypeWord:
    """The placeholder for a value of a field in the help.

    Attributes:
        name: the placeholder: `DATE`.
        hint: the form of the value, if the name does not tell it.
        example: a value, quoted for the shell.
    """

    name: str
    hint: str = ""
    example: str = "…"


def type_word(field: Field) -> TypeWord:
    """Return the placeholder for a field's value."""
    if field.link:
        target = known_schema().record_named(field.link)
        example = number(target, 42).replace("-0000", "-")
        return TypeWord("NUMBER", f"that of {target.info.with_article}, such as {example}", example)
    example = field.type.example
    if field.match is Match.NAME:
        example = '"Acme Ltd"'
    elif field.choices:
        example = field.choices[0].value
    return TypeWord(field.type.word, field.type.word_hint, example)
