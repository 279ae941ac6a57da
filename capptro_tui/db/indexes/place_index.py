"""Where records are, as SQL: the coordinates that are indexed and read."""

from __future__ import annotations

from typing import Final

_SHIPPED = "shipping_lat IS NOT NULL AND shipping_lng IS NOT NULL"

COORDINATES: Final = {
    "customer": tuple(f"CASE WHEN {_SHIPPED} THEN shipping_{name} ELSE billing_{name} END" for name in ("lat", "lng")),
    "site": ("lat", "lng"),
    "user": ("lat", "lng"),
}
"""Record type's name to the SQL of latitude and longitude: a customer is where it is shipped to, else where it is
billed. The migration that made the indexes has the same texts."""

INDEXED: Final = ("customer", "site")
"""Those of which there may be so many that an index has their coordinates."""
