"""Add the table public_form, the table submission, settings.inbox_folder."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    execute = op.get_bind().exec_driver_sql
    op.create_table(
        "public_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.Text(), nullable=False),
        sa.Column("modified_by", sa.Text(), nullable=False),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("asks_for", sa.Text(), nullable=False),
        sa.Column("message_label", sa.Text(), nullable=False),
        sa.Column("button", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sends_to", sa.Text(), nullable=False),
        sa.Column("creates_customers", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("is_published", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("name_order", sa.Text(), nullable=True),
        sa.Column("heading_order", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("related_text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("asks_for != ''", name=op.f("ck_public_form_asks_for_filled")),
        sa.CheckConstraint("button != ''", name=op.f("ck_public_form_button_filled")),
        sa.CheckConstraint("heading != ''", name=op.f("ck_public_form_heading_filled")),
        sa.CheckConstraint("language != ''", name=op.f("ck_public_form_language_filled")),
        sa.CheckConstraint("name != ''", name=op.f("ck_public_form_name_filled")),
        sa.CheckConstraint("thanks != ''", name=op.f("ck_public_form_thanks_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_form")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.Text(), nullable=False),
        sa.Column("modified_by", sa.Text(), nullable=False),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("public_form_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("work_item_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("related_text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("digest != ''", name=op.f("ck_submission_digest_filled")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_submission_customer_id_customer")),
        sa.ForeignKeyConstraint(
            ["public_form_id"], ["public_form.id"], name=op.f("fk_submission_public_form_id_public_form")
        ),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_item.id"], name=op.f("fk_submission_work_item_id_work_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sqlite_autoincrement=True,
    )
    execute(
        "CREATE INDEX ix_public_form_list_creates_customers ON public_form (creates_customers, id) "
        "WHERE trashed IS NULL"
    )
    execute(
        "CREATE INDEX ix_public_form_list_heading ON public_form (coalesce(heading_order, heading) "
        "COLLATE NOCASE, id) WHERE trashed IS NULL"
    )
    execute("CREATE INDEX ix_public_form_list_id ON public_form (id) WHERE trashed IS NULL")
    execute("CREATE INDEX ix_public_form_list_is_published ON public_form (is_published, id) WHERE trashed IS NULL")
    execute(
        "CREATE INDEX ix_public_form_list_name ON public_form (coalesce(name_order, name) COLLATE "
        "NOCASE, id) WHERE trashed IS NULL"
    )
    execute("CREATE INDEX ix_public_form_trashed ON public_form (trashed) WHERE trashed IS NOT NULL")
    execute("CREATE INDEX ix_submission_customer_id ON submission (customer_id, trashed, status)")
    execute("CREATE INDEX ix_submission_list_id ON submission (id, status) WHERE trashed IS NULL")
    execute(
        "CREATE INDEX ix_submission_list_name ON submission (name COLLATE NOCASE, id, status) WHERE trashed IS NULL"
    )
    execute("CREATE INDEX ix_submission_list_received_at ON submission (received_at, id, status) WHERE trashed IS NULL")
    execute("CREATE INDEX ix_submission_list_status ON submission (status, id) WHERE trashed IS NULL")
    execute("CREATE INDEX ix_submission_public_form_id ON submission (public_form_id)")
    execute("CREATE INDEX ix_submission_trashed ON submission (trashed) WHERE trashed IS NOT NULL")
    execute("CREATE INDEX ix_submission_work_item_id ON submission (work_item_id)")
    execute("CREATE UNIQUE INDEX ux_submission_digest ON submission (digest COLLATE NOCASE)")
    execute("ALTER TABLE \"settings\" ADD COLUMN inbox_folder TEXT DEFAULT '' NOT NULL")
