"""SQL for the coordinates of records, as they are indexed and read."""

from __future__ import annotations

from typing import Final

_SHIPPED = "shipping_lat IS NOT NULL AND shipping_lng IS NOT NULL"

COORDINATES: Final = {
    "customer": tuple(f"CASE WHEN {_SHIPPED} THEN shipping_{name} ELSE billing_{name} END" for name in ("lat", "lng")),
    "site": ("lat", "lng"),
    "user": ("lat", "lng"),
}
"""Record type's name to the SQL of latitude and longitude.

A customer is at its shipping address, else at its billing address. The migration that made the indexes has the same
texts.
"""

INDEXED: Final = ("customer", "site")
"""Record types that may have so many records that an index has their coordinates."""
