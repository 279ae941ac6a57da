"""Contacts who have left."""

from alembic import op

revision = "0009"
down_revision = "0007"


def upgrade() -> None:
    op.execute('ALTER TABLE contact ADD COLUMN "left" BOOLEAN DEFAULT 0 NOT NULL')
    op.execute('CREATE INDEX ix_contact_list_left ON contact ("left", id) WHERE trashed IS NULL')
