"""Areas around customers and their sites."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

LISTS = {
    "id": ("id",),
    "name": ("name COLLATE NOCASE", "id"),
    "shape": ("shape", "id"),
    "radius": ("radius", "id"),
}
"""List's sort column to the columns of its index."""


def upgrade() -> None:
    op.create_table(
        "geofence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("created_at", "created_by")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("modified_at", "modified_by")),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lng", sa.Float(), nullable=True),
        sa.Column("radius", sa.Integer(), nullable=True),
        sa.Column("polygon", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("related_text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("name != ''", name=op.f("ck_geofence_name_filled")),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name=op.f("ck_geofence_lat_range")),
        sa.CheckConstraint("lng BETWEEN -180 AND 180", name=op.f("ck_geofence_lng_range")),
        sa.CheckConstraint("radius BETWEEN 1 AND 20000000", name=op.f("ck_geofence_radius_range")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_geofence_{owner}_id_{owner}"))
            for owner in ("customer", "site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_geofence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_geofence_customer_id", "geofence", ["customer_id", "trashed"], unique=False)
    op.create_index("ix_geofence_site_id", "geofence", ["site_id"], unique=False)
    gone, live = sa.text("trashed IS NOT NULL"), sa.text("trashed IS NULL")
    op.create_index(
        "ix_geofence_trashed", "geofence", ["trashed"], unique=False, sqlite_where=gone, postgresql_where=gone
    )
    for name, keys in LISTS.items():
        columns = [sa.text(key) if " " in key else key for key in keys]
        index = f"ix_geofence_list_{name}"
        op.create_index(index, "geofence", columns, unique=False, sqlite_where=live, postgresql_where=live)
