"""Columns and indexes for a million customers: related texts, name shapes, duplicate pairs, merged customers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

PLACE = "lower(replace(billing_postcode, ' ', '')) || ' ' || lower(substr(billing_street, 1, 5))"
HAS_PLACE = sa.text("billing_postcode != '' AND billing_street != ''")

LISTS = {
    "customer": {
        "id": ("id", "status"),
        "name_norm": ("name_norm", "id", "status"),
        "account": ("account COLLATE NOCASE", "id", "status"),
        "phone": ("phone COLLATE NOCASE", "id", "status"),
        "email": ("email COLLATE NOCASE", "id", "status"),
        "status": ("status", "id"),
    },
    "work_item": {
        "id": ("id", "status"),
        "title": ("title COLLATE NOCASE", "id", "status"),
        "status": ("status", "id"),
        "scheduled_start": ("scheduled_start", "id", "status"),
        "priority": ("priority", "id", "status"),
    },
}
"""Record type to list's sort column to the columns of its index."""


def upgrade() -> None:
    for name in ("customer", "contact", "work_item"):
        op.add_column(name, sa.Column("related_text", sa.Text(), server_default="", nullable=False))
    op.add_column("customer", sa.Column("name_shape", sa.Text(), server_default="", nullable=False))
    # SQLite adds a column with a link in place; a rebuild would copy every customer.
    op.execute(
        "ALTER TABLE customer ADD COLUMN merged_into_id INTEGER"
        " CONSTRAINT fk_customer_merged_into_id_customer REFERENCES customer (id)"
    )
    op.create_index("ix_customer_merged_into_id", "customer", ["merged_into_id"], unique=False)
    op.create_table(
        "duplicate_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pair")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "duplicate_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_due")),
        sqlite_autoincrement=True,
    )
    op.execute("INSERT INTO duplicate_due (id) SELECT id FROM customer WHERE trashed IS NULL")
    op.create_index("ux_duplicate_pair_customers", "duplicate_pair", ["low_id", "high_id"], unique=True)
    op.create_index("ix_duplicate_pair_high_id", "duplicate_pair", ["high_id"], unique=False)
    op.create_index("ix_duplicate_pair_worst", "duplicate_pair", [sa.text("-score"), "low_id", "high_id"])
    op.create_index("ix_customer_name_shape", "customer", ["name_shape", "name_norm", "merged_into_id"], unique=False)
    op.create_index(
        "ix_customer_place", "customer", [sa.text(PLACE)], sqlite_where=HAS_PLACE, postgresql_where=HAS_PLACE
    )
    for name in ("customer", "contact", "work_item"):
        op.execute(f"UPDATE {name} SET search_text = ''")  # is derived again after the migration
    for name in ("customer", "contact", "work_item", "user"):
        gone = sa.text("trashed IS NOT NULL")
        op.create_index(f"ix_{name}_trashed", name, ["trashed"], unique=False, sqlite_where=gone, postgresql_where=gone)
    live = sa.text("trashed IS NULL")
    for name, indexes in LISTS.items():
        for column, keys in indexes.items():
            columns = [sa.text(key) if " " in key else key for key in keys]
            index = f"ix_{name}_list_{column}"
            op.create_index(index, name, columns, unique=False, sqlite_where=live, postgresql_where=live)
