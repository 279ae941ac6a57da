"""What a million customers need: texts found through other records, shapes of names, found pairs, merged customers."""

import sqlalchemy as sa
from alembic import op

from capptro_tui.search.normalise import name_compact, name_key
from capptro_tui.search.shape import name_shape

revision = "0002"
down_revision = "0001"


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
    op.execute("INSERT INTO duplicate_due (id) SELECT id FROM customer")
    _shape_names()
    op.create_index("ix_customer_name_shape", "customer", ["name_shape"], unique=False)


def _shape_names() -> None:
    connection = op.get_bind()
    found = connection.execute(sa.text("SELECT id, name_norm AS norm FROM customer")).all()
    shapes = [{"id": row.id, "shape": name_shape(name_key(row.norm), name_compact(row.norm))} for row in found]
    if shapes:
        connection.execute(sa.text("UPDATE customer SET name_shape = :shape WHERE id = :id"), shapes)
