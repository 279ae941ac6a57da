"""Rules of documents: the content is that of a file, and each belongs to one record."""

from __future__ import annotations

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.records.attachment import OWNERS, Attachment
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.writing import Writing

_CONTENT = ("size", "type", "sha256")
_OWNER_LINKS = tuple(f"{name}_id" for name in OWNERS)


class AttachmentBehaviour(Behaviour):
    """Rules of documents."""

    triggers = frozenset({*_CONTENT, *_OWNER_LINKS})
    how_created = (
        "A document comes from a file: attach it to its record with “capptro attach C-42 FILE”, or with A on the page "
        "of that record."
    )

    def check(self, writing: Writing) -> None:
        """Raise Invalid if a document's content changes, or if it does not belong to exactly one record."""
        values, whole = writing.values, writing.whole
        if fixed := [name for name in _CONTENT if name in values]:
            label = Attachment.fields[fixed[0]].label
            text = f"{label} of a document is that of its file; attach another file instead."
            raise Invalid([FieldError(fixed[0], text)])
        owners = [name for name in _OWNER_LINKS if whole[name] is not None]
        labels = " and ".join(Attachment.fields[name].label.lower() for name in owners)
        if len(owners) > 1:
            text = f"A document belongs to one record, not to {labels}. Empty one of them."
            raise Invalid([FieldError(owners[-1], text)])
        if not owners and whole["customer_id"] is None:
            emptied = next(name for name in _OWNER_LINKS if name in values)
            raise Invalid([FieldError(emptied, "A document belongs to a record: name another one instead.")])
