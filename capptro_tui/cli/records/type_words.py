"""What a field takes, in a word of the help: `DATE`, `AMOUNT`, `NUMBER` with a hint that it is that of a customer."""

from __future__ import annotations

from dataclasses import dataclass

from capptro_tui.models.field import Field, Kind, Match
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


_WORDS = {
    Kind.TEXT: TypeWord("TEXT", example='"…"'),
    Kind.LONG: TypeWord("TEXT", example='"Ring before noon"'),
    Kind.PICK: TypeWord("TEXT", example='"Heating"'),
    Kind.EMAIL: TypeWord("EMAIL", example="office@acme.example"),
    Kind.PHONE: TypeWord("PHONE", example='"01632 960111"'),
    Kind.URL: TypeWord("ADDRESS", "such as www.acme.example", "www.acme.example"),
    Kind.CHOICE: TypeWord("CHOICE"),
    Kind.REAL: TypeWord("DECIMAL", example="51.5"),
    Kind.DECIMAL: TypeWord("DECIMAL", example="1.5"),
    Kind.WHOLE: TypeWord("COUNT", example="3"),
    Kind.SIZE: TypeWord("COUNT", example="3"),
    Kind.MONEY: TypeWord("AMOUNT", "such as 45 or 45.00", "45.00"),
    Kind.CURRENCY: TypeWord("CURRENCY", example="GBP"),
    Kind.DAY: TypeWord("DATE", "such as 2026-03-31 or tomorrow", "2026-03-31"),
    Kind.MOMENT: TypeWord("DATE-AND-TIME", "such as 2026-03-31 8:00", '"2026-03-31 8:00"'),
    Kind.COUNTRY: TypeWord("COUNTRY", "its two letters, such as GB", "GB"),
    Kind.LOCALE: TypeWord("LOCALE", "such as en_GB", "en_GB"),
    Kind.VALUES: TypeWord("VALUES", 'such as {"floor": "2"}', '\'{"floor": "2"}\''),
}


def type_word(field: Field) -> TypeWord:
    """Return the word for what a field takes."""
    if field.kind is Kind.LINK:
        target = record_named(field.link)
        example = number(target, 42).replace("-0000", "-")
        return TypeWord("NUMBER", f"that of a {target.info.label.lower()}, such as {example}", example)
    word = _WORDS.get(field.kind, TypeWord("TEXT"))
    if field.match is Match.NAME:
        return TypeWord(word.name, word.hint, '"Acme Ltd"')
    if field.choices:
        return TypeWord(word.name, word.hint, field.choices[0].value)
    return word
