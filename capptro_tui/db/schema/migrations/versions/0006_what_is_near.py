"""Indexes of coordinates, so that places near a point are found without reading every customer and site."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

SHIPPED = "shipping_lat IS NOT NULL AND shipping_lng IS NOT NULL"
COORDINATES = {
    "customer": tuple(f"CASE WHEN {SHIPPED} THEN shipping_{name} ELSE billing_{name} END" for name in ("lat", "lng")),
    "site": ("lat", "lng"),
}


def upgrade() -> None:
    for name, (lat, lng) in COORDINATES.items():
        located = sa.text(f"trashed IS NULL AND {lat} IS NOT NULL")
        columns = [sa.text(one) if " " in one else one for one in (lat, "id", lng, "status")]
        op.create_index(
            f"ix_{name}_coordinates", name, columns, unique=False, sqlite_where=located, postgresql_where=located
        )
