"""Documents that belong to any record."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

OWNERS = (
    "customer", "contact", "site", "asset", "contract", "project", "work_item", "task", "order", "payment", "follow_up",
)  # fmt: skip

LISTS = {
    "id": ("id",),
    "name": ("name COLLATE NOCASE", "id"),
    "description": ("description COLLATE NOCASE", "id"),
    "size": ("size", "id"),
    "type": ("type COLLATE NOCASE", "id"),
}
"""List's sort column to the columns of its index."""


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("created_at", "created_by")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("modified_at", "modified_by")),
        sa.Column("trashed", sa.Integer(), nullable=True),
        *(sa.Column(f"{owner}_id", sa.Integer(), nullable=True) for owner in OWNERS),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("related_text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("name != ''", name=op.f("ck_attachment_name_filled")),
        sa.CheckConstraint("sha256 != ''", name=op.f("ck_attachment_sha256_filled")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_attachment_{owner}_id_{owner}"))
            for owner in OWNERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_autoincrement=True,
    )
    for owner in OWNERS:
        linked = [f"{owner}_id", *(["trashed"] if owner == "customer" else [])]
        op.create_index(f"ix_attachment_{owner}_id", "attachment", linked, unique=False)
    gone, live = sa.text("trashed IS NOT NULL"), sa.text("trashed IS NULL")
    op.create_index(
        "ix_attachment_trashed", "attachment", ["trashed"], unique=False, sqlite_where=gone, postgresql_where=gone
    )
    for name, keys in LISTS.items():
        columns = [sa.text(key) if " " in key else key for key in keys]
        index = f"ix_attachment_list_{name}"
        op.create_index(index, "attachment", columns, unique=False, sqlite_where=live, postgresql_where=live)
