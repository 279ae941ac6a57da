"""Add work_item.external_id, work_item.external_id_norm."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    execute = op.get_bind().exec_driver_sql
    execute("ALTER TABLE \"work_item\" ADD COLUMN external_id TEXT DEFAULT '' NOT NULL")
    execute("ALTER TABLE \"work_item\" ADD COLUMN external_id_norm TEXT DEFAULT '' NOT NULL")
    execute("CREATE INDEX ix_work_item_external_id_norm ON work_item (external_id_norm)")
    execute("UPDATE \"work_item\" SET search_text = ''")  # is derived again after the migration
