"""What a field takes, in a word of the help: `DATE`, `AMOUNT`, `NUMBER` with a hint that it is that of a customer."""

from __future__ import annotations

from dataclasses import dataclass

from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import number
from capptro_tui.models.registry import record_named


@dataclass(frozen=True, slots=True)
class TypeWord:
    """How the help speaks of what a field takes.

    Attributes:
        name: stands for the value: `DATE`.
        hint: what it looks like, where the word does not say it.
        example: a value, quoted as a shell needs it.
    """

    name: str
    hint: str = ""
    example: str = "…"


def type_word(field: Field) -> TypeWord:
    """Return the word for what a field takes."""
    if field.link:
        target = record_named(field.link)
        example = number(target, 42).replace("-0000", "-")
        return TypeWord("NUMBER", f"that of a {target.info.label.lower()}, such as {example}", example)
    example = field.type.example
    if field.match is Match.NAME:
        example = '"Acme Ltd"'
    elif field.choices:
        example = field.choices[0].value
    return TypeWord(field.type.word, field.type.word_hint, example)
