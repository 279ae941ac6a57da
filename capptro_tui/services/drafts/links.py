"""Follows the links of a draft: their records may have gone or changed since it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.record import RecordType, Row
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.records.belonging import join_key, links_given
from capptro_tui.services.rules import alias


class PendingLink(NamedTuple):
    """An existing record that is linked to the new one when a draft is saved.

    Attributes:
        record: its type.
        row_id: its id.
        row: the record; None if it is gone.
    """

    record: RecordType
    row_id: int
    row: Row | None


class Links(NamedTuple):
    """A draft's contents with current links, and the labels and texts of lost links."""

    contents: dict[str, FieldContent]
    lost: list[tuple[str, str]]


def follow_links(database: Database, record: RecordType, contents: Mapping[str, FieldContent]) -> Links:
    """Bring the links in a draft up to date.

    A link gets the record's current name, and a merged record is replaced by the one that it was merged into. If the
    record is gone or in the trash, its name stays as text, from which the user chooses again. Raises Unusable.
    """
    found, lost = dict(contents), []
    for link in record.links():
        content = contents.get(link.name)
        if content is None or type(content.value) is not int:
            continue
        target = database.schema.record_named(link.link)
        row_id = alias.standing_for(database, target, content.value)
        row = rows.one(database, target, row_id)
        if row is None or row["trashed"] is not None:
            found[link.name] = FieldContent(content.text)
            lost.append((link.full_label, content.text))
        else:
            found[link.name] = FieldContent(target.called(row), row_id)
    return Links(found, lost)


def changed_pending_links(database: Database, record: RecordType, draft: Draft) -> list[PendingLink]:
    """Return the records to be linked to a draft's new one that have gone or changed since it was typed.

    Raises Unusable.
    """
    if draft.row_id is not None:
        return []
    keys = [(other, join_key(other, link)) for other, link in links_given(database.schema, record, draft.given)]
    pending = [
        PendingLink(other, row_id, rows.one(database, other, row_id))
        for other, key in keys
        if isinstance(row_id := draft.given[key], int)
    ]
    return [one for one in pending if one.row is None or one.row["modified_at"] > draft.typed_at]
