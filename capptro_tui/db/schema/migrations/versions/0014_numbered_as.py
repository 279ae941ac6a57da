"""Add database_file.numbered_as."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE database_file ADD COLUMN numbered_as TEXT DEFAULT '' NOT NULL")
