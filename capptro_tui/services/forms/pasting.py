"""Proposals for the fields of a form from a pasted text, each with the present text of its field. Nothing is filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.services.forms.behaviours import PasteFields
from capptro_tui.text.pasting.lines import looked_at
from capptro_tui.text.pasting.people import name_parts
from capptro_tui.text.pasting.proposal import ASIDE, NOTE, Proposal
from capptro_tui.text.pasting.proposing import proposals

_WORD: Final = 3
"""Letters of the shortest label that says what it means: `Tel`, but not `M`."""


@dataclass(frozen=True, slots=True)
class FieldProposal:
    """A value of a pasted text for a field of a form.

    Attributes:
        field: the field; None if no field of the record type can hold the value.
        value: the text.
        present: what stands in the field now.
        is_added: whether the value goes below what stands there; else it replaces it.
        is_advised: whether it is taken unless people leave it: the field is empty, and the text is no greeting.
    """

    field: Field | None
    value: str
    present: str = ""
    is_added: bool = False
    is_advised: bool = False


def propose(
    record: RecordType, paste: PasteFields, text: str, present: Mapping[str, str], fits: Callable[[Field, str], bool]
) -> list[FieldProposal]:
    """Return the proposals of a text for the fields of a form, in their order; then all other lines of the text.

    Args:
        record: the type of the form's record.
        paste: the fields that may be filled.
        text: the pasted text. Of a long one the first lines are looked at.
        present: the texts of the form's fields, by name.
        fits: returns whether a field can hold a text.
    """
    said = list(_with_parts_of_names(proposals(text), paste))
    found: dict[str, FieldProposal] = {}
    taken: set[int] = set()
    for kind, names in paste.fields.items():
        for place, one in enumerate(said):
            free = [name for name in names if name in present and name not in found]
            able = [record.fields[name] for name in free if one.field == kind and fits(record.fields[name], one.value)]
            if (field := _best(able, one.value, present)) is not None:
                stands = present[field.name]
                found[field.name] = FieldProposal(field, one.value, stands, is_advised=not stands.strip())
                taken.add(place)
    order = [field.name for field in record.form_fields()]
    rest = record.fields[paste.rest] if paste.rest in present else None
    others = [one for place, one in enumerate(said) if place not in taken]
    return [
        *(found[name] for name in sorted(found, key=order.index)),
        *(_for_rest(one, rest, present, fits) for one in others),
    ]


def _with_parts_of_names(found: Sequence[Proposal], paste: PasteFields) -> Iterator[Proposal]:
    """Yield the proposals; of the first person the parts of the name, if the record type has fields for these."""
    is_divided = "last_name" not in paste.fields
    for one in found:
        if one.field == "person" and not is_divided:
            is_divided = True
            for part, text in name_parts(one.value).items():
                yield Proposal(part, text, one.line, one.source)
        else:
            yield one


def _best(fields: Sequence[Field], value: str, present: Mapping[str, str]) -> Field | None:
    """Return the field that has the value already, else the first that is empty, else the first; None without any."""
    same = (field for field in fields if _key(present[field.name]) == _key(value))
    empty = (field for field in fields if not present[field.name].strip())
    return next(same, None) or next(empty, None) or next(iter(fields), None)


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _for_rest(
    one: Proposal, rest: Field | None, present: Mapping[str, str], fits: Callable[[Field, str], bool]
) -> FieldProposal:
    """Return the proposal of a value that has no field of its own."""
    label = one.said if len(one.said) >= _WORD else one.field.capitalize()
    value = one.value if one.field in (NOTE, ASIDE) else f"{label}: {one.value}"
    if rest is None or not fits(rest, value):
        return FieldProposal(None, value)
    stands = present[rest.name]
    is_advised = one.field != ASIDE and not stands.strip()
    return FieldProposal(rest, value, stands, is_added=True, is_advised=is_advised)


def texts_filled(chosen: Sequence[FieldProposal]) -> dict[str, str]:
    """Return the texts of the fields that the chosen proposals fill, by name."""
    texts: dict[str, str] = {}
    for one in chosen:
        if one.field is not None:
            before = texts.get(one.field.name, one.present if one.is_added else "").rstrip()
            texts[one.field.name] = f"{before}\n{one.value}" if before else one.value
    return texts


def lines_left_out(text: str) -> int:
    """Return how many lines of a text are not looked at, because there are too many or they are too long."""
    return looked_at(text)[1]
