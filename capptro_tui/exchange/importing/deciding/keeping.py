"""Keeps the texts that no field of a record holds: in its description or notes, and beyond their length as notes."""

from __future__ import annotations

from collections.abc import Iterator

from capptro_tui.exchange.importing.deciding.fitting import Fitted, text_field
from capptro_tui.models.record import Row
from capptro_tui.models.records.note import Note


def keep_texts(fitted: Fitted, stored: str = "") -> list[str]:
    """Put the kept texts of a record into its description, and return those that do not fit there.

    Args:
        fitted: the record; its kept texts are emptied.
        stored: the description that is there already. Texts in it are not added again.
    """
    name = text_field(fitted.record)
    if not fitted.kept:
        return []
    text, rest = str(fitted.checked.get(name) or stored), []
    for line in fitted.kept:
        if line in text:
            continue
        longer = f"{text}\n{line}" if text else line
        if name and len(longer) <= fitted.record.fields[name].limit:
            text = longer
        else:
            rest.append(line)
    if name and text != str(fitted.checked.get(name) or stored):
        fitted.checked[name] = fitted.typed[name] = text
    fitted.kept.clear()
    return rest


def has_texts(fitted: Fitted, row: Row) -> bool:
    """Return whether the description of a row has all kept texts of a record."""
    name = text_field(fitted.record)
    return all(name and text in str(row[name] or "") for text in fitted.kept)


def note_texts(texts: list[str]) -> Iterator[str]:
    """Yield the texts of notes that hold these texts: a long one is divided, and nothing of it is lost."""
    limit = Note.fields["text"].limit
    for text in texts:
        for start in range(0, len(text), limit):
            yield text[start : start + limit]
