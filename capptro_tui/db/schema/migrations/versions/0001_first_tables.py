"""The first tables: customers, contacts, work items, users, settings and the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["target"], ["batch.id"], name=op.f("fk_batch_target_batch")),
        sa.ForeignKeyConstraint(["undone_by"], ["batch.id"], name=op.f("fk_batch_undone_by_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batch_target", "batch", ["target"], unique=False)
    op.create_index("ix_batch_undone_by", "batch", ["undone_by"], unique=False)
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.Text(), nullable=False),
        sa.Column("modified_by", sa.Text(), nullable=False),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.CheckConstraint("full_name != ''", name=op.f("ck_user_full_name_filled")),
        sa.CheckConstraint("login != ''", name=op.f("ck_user_login_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("delta", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("other_customer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_change_batch_id_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_batch_id", "change", ["batch_id"], unique=False)
    op.create_index("ix_change_customer_id", "change", ["customer_id"], unique=False)
    op.create_index("ix_change_other_customer_id", "change", ["other_customer_id"], unique=False)
    op.create_index("ix_change_row", "change", ["record", "row_id"], unique=False)
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.Text(), nullable=False),
        sa.Column("modified_by", sa.Text(), nullable=False),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("alt_phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("billing_street", sa.Text(), nullable=False),
        sa.Column("billing_city", sa.Text(), nullable=False),
        sa.Column("billing_state", sa.Text(), nullable=False),
        sa.Column("billing_postcode", sa.Text(), nullable=False),
        sa.Column("billing_country", sa.Text(), nullable=False),
        sa.Column("billing_lat", sa.Float(), nullable=True),
        sa.Column("billing_lng", sa.Float(), nullable=True),
        sa.Column("shipping_street", sa.Text(), nullable=False),
        sa.Column("shipping_city", sa.Text(), nullable=False),
        sa.Column("shipping_state", sa.Text(), nullable=False),
        sa.Column("shipping_postcode", sa.Text(), nullable=False),
        sa.Column("shipping_country", sa.Text(), nullable=False),
        sa.Column("shipping_lat", sa.Float(), nullable=True),
        sa.Column("shipping_lng", sa.Float(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_zone", sa.Text(), nullable=False),
        sa.Column("payment_term", sa.Text(), nullable=False),
        sa.Column("employees", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("fax", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("external_id2", sa.Text(), nullable=False),
        sa.Column("assigned_user_id", sa.Integer(), nullable=True),
        sa.Column("custom_fields", sa.Text(), nullable=True),
        sa.Column("name_norm", sa.Text(), server_default="", nullable=False),
        sa.Column("name_key", sa.Text(), server_default="", nullable=False),
        sa.Column("name_compact", sa.Text(), server_default="", nullable=False),
        sa.Column("account_norm", sa.Text(), server_default="", nullable=False),
        sa.Column("phone_digits", sa.Text(), server_default="", nullable=False),
        sa.Column("alt_phone_digits", sa.Text(), server_default="", nullable=False),
        sa.Column("email_norm", sa.Text(), server_default="", nullable=False),
        sa.Column("external_id_norm", sa.Text(), server_default="", nullable=False),
        sa.Column("external_id2_norm", sa.Text(), server_default="", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("name != ''", name=op.f("ck_customer_name_filled")),
        sa.CheckConstraint("billing_lat BETWEEN -90 AND 90", name=op.f("ck_customer_billing_lat_range")),
        sa.CheckConstraint("billing_lng BETWEEN -180 AND 180", name=op.f("ck_customer_billing_lng_range")),
        sa.CheckConstraint("shipping_lat BETWEEN -90 AND 90", name=op.f("ck_customer_shipping_lat_range")),
        sa.CheckConstraint("shipping_lng BETWEEN -180 AND 180", name=op.f("ck_customer_shipping_lng_range")),
        sa.ForeignKeyConstraint(["assigned_user_id"], ["user.id"], name=op.f("fk_customer_assigned_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customer_account_norm", "customer", ["account_norm"], unique=False)
    op.create_index("ix_customer_alt_phone_digits", "customer", ["alt_phone_digits"], unique=False)
    op.create_index("ix_customer_assigned_user_id", "customer", ["assigned_user_id"], unique=False)
    op.create_index("ix_customer_email_norm", "customer", ["email_norm"], unique=False)
    op.create_index("ix_customer_external_id2_norm", "customer", ["external_id2_norm"], unique=False)
    op.create_index("ix_customer_external_id_norm", "customer", ["external_id_norm"], unique=False)
    op.create_index("ix_customer_name_norm", "customer", ["name_norm"], unique=False)
    op.create_index("ix_customer_phone_digits", "customer", ["phone_digits"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.Text(), nullable=False),
        sa.Column("modified_by", sa.Text(), nullable=False),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("phone_digits", sa.Text(), server_default="", nullable=False),
        sa.Column("email_norm", sa.Text(), server_default="", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_customer_id", "contact", ["customer_id"], unique=False)
    op.create_index("ix_contact_email_norm", "contact", ["email_norm"], unique=False)
    op.create_index("ix_contact_phone_digits", "contact", ["phone_digits"], unique=False)
    op.create_index(
        "ux_contact_is_primary",
        "contact",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("is_primary AND trashed IS NULL"),
        postgresql_where=sa.text("is_primary AND trashed IS NULL"),
    )
    op.create_table(
        "distinct",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.Text(), nullable=False),
        sa.Column("modified_by", sa.Text(), nullable=False),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["high_id"], ["customer.id"], name=op.f("fk_distinct_high_id_customer")),
        sa.ForeignKeyConstraint(["low_id"], ["customer.id"], name=op.f("fk_distinct_low_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinct")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_distinct_high_id", "distinct", ["high_id"], unique=False)
    op.create_index("ix_distinct_low_id", "distinct", ["low_id"], unique=False)
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.Text(), nullable=False),
        sa.Column("modified_by", sa.Text(), nullable=False),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("business_name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("default_customer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["default_customer_id"], ["customer.id"], name=op.f("fk_settings_default_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_settings_default_customer_id", "settings", ["default_customer_id"], unique=False)
    op.create_table(
        "work_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.Text(), nullable=False),
        sa.Column("modified_by", sa.Text(), nullable=False),
        sa.Column("trashed", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("scheduled_start", sa.Text(), nullable=True),
        sa.Column("scheduled_end", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("assigned_user_id", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("title != ''", name=op.f("ck_work_item_title_filled")),
        sa.ForeignKeyConstraint(["assigned_user_id"], ["user.id"], name=op.f("fk_work_item_assigned_user_id_user")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_work_item_contact_id_contact")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_work_item_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_work_item_assigned_user_id", "work_item", ["assigned_user_id"], unique=False)
    op.create_index("ix_work_item_contact_id", "work_item", ["contact_id"], unique=False)
    op.create_index("ix_work_item_customer_id", "work_item", ["customer_id"], unique=False)
    op.execute(
        "INSERT INTO settings (id, version, created_at, created_by, modified_at, modified_by, business_name, region)"
        " VALUES (1, 0, strftime('%Y-%m-%dT%H:%M:%SZ'), '', strftime('%Y-%m-%dT%H:%M:%SZ'), '', '', 'GB')"
    )
