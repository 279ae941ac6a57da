"""Reads submissions: which are there already, and how many came to a form in each month."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from capptro_tui.db.connection.reader import Source


def known_digests(source: Source, digests: Collection[str]) -> dict[str, int]:
    """Return digest to id of the submissions that are there, in the trash or not."""
    query = "SELECT s.digest, s.id FROM json_each(?) AS j JOIN submission AS s ON s.digest = j.value COLLATE NOCASE"
    return {row["digest"]: row["id"] for row in source.select(query, [json.dumps(list(digests))])}


def counts_by_month(source: Source, form_id: int) -> list[dict[str, Any]]:
    """Return `month` (`2026-11`), `status` and `n` of a form's submissions outside the trash, newest month first."""
    query = (
        "SELECT substr(received_at, 1, 7) AS month, status, count(*) AS n FROM submission"
        " WHERE public_form_id = ? AND trashed IS NULL GROUP BY 1, 2 ORDER BY 1 DESC, 2"
    )
    return source.select(query, [form_id])
