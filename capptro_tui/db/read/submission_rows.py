"""Reads submissions: which are there already, and how many came in each month."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import rows


def known_digests(source: Source, digests: Collection[str]) -> dict[str, int]:
    """Return digest to id of the submissions that are there, in the trash or not."""
    query = "SELECT s.digest, s.id FROM json_each(?) AS j JOIN submission AS s ON s.digest = j.value COLLATE NOCASE"
    return {row["digest"]: row["id"] for row in source.select(query, [json.dumps(list(digests))])}


def counts_by_month(source: Source, query: rows.Query) -> list[dict[str, Any]]:
    """Return `month` (`2026-11`), `status` and `n` of the submissions that a query finds, the newest month first."""
    condition, values = rows.where(query)
    return source.select(_counted("submission AS t", condition), values)


def counts_of_ids(source: Source, ids: Collection[int]) -> list[dict[str, Any]]:
    """Return the same of the submissions with these ids."""
    return source.select(_counted("json_each(?) AS j JOIN submission AS t ON t.id = j.value"), [json.dumps(list(ids))])


def _counted(table: str, condition: str = "1") -> str:
    """Return the statement that counts by month and state. The month is that of local time, as people read it."""
    return (
        f"SELECT strftime('%Y-%m', t.received_at, 'localtime') AS month, t.status AS status, count(*) AS n FROM {table}"
        f" WHERE {condition} GROUP BY 1, 2 ORDER BY 1 DESC, 2"
    )
