"""The links in a draft: to records that may have gone since it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import record_named
from capptro_tui.services.drafts.draft import FieldContent
from capptro_tui.services.rules import alias


class Links(NamedTuple):
    """What the fields of a draft hold, its links as they are now, and the labels and texts of those that are lost."""

    contents: dict[str, FieldContent]
    lost: list[tuple[str, str]]


def follow_links(database: Database, record: RecordType, contents: Mapping[str, FieldContent]) -> Links:
    """Look at where the links in a draft lead.

    A record is called what it is called now, and a merged one is the one that it was merged into. Where one is gone or
    in the trash, its name stays as text that is still to be chosen for. Raises Unusable.
    """
    found, lost = dict(contents), []
    for link in record.links():
        content = contents.get(link.name)
        if content is None or type(content.value) is not int:
            continue
        target = record_named(link.link)
        row_id = alias.standing_for(database, target, content.value)
        row = rows.one(database, target, row_id)
        if row is None or row["trashed"] is not None:
            found[link.name] = FieldContent(content.text)
            lost.append((link.full_label, content.text))
        else:
            found[link.name] = FieldContent(target.called(row), row_id)
    return Links(found, lost)
