"""Identity of the database file and its last restore. A second folder for backups."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "database_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("database_id", sa.Text(), nullable=False),
        sa.Column("schema_cookie", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("restore_id", sa.Text(), nullable=False),
        sa.Column("restored_at", sa.Text(), nullable=True),
        sa.Column("restored_from", sa.Text(), nullable=False),
        sa.CheckConstraint("database_id != ''", name=op.f("ck_database_file_database_id_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_database_file")),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO database_file (id, database_id, restore_id, restored_from)"
        " VALUES (1, lower(hex(randomblob(16))), '', '')"
    )
    op.execute("ALTER TABLE settings ADD COLUMN second_backup_folder TEXT DEFAULT '' NOT NULL")
