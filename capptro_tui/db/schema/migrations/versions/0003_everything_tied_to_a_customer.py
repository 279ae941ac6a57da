"""Records that belong to a customer: sites, assets, contracts, projects, tasks, orders, payments, follow-ups, notes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LIVE, GONE = sa.text("trashed IS NULL"), sa.text("trashed IS NOT NULL")

LISTS: dict[str, dict[str, tuple[str, ...]]] = {
    "customer": {"balance": ("balance", "id", "status")},
    "contact": {
        "id": ("id",),
        "first_name": ("first_name COLLATE NOCASE", "id"),
        "last_name": ("last_name COLLATE NOCASE", "id"),
        "phone": ("phone COLLATE NOCASE", "id"),
        "email": ("email COLLATE NOCASE", "id"),
        "title": ("title COLLATE NOCASE", "id"),
        "role": ("role COLLATE NOCASE", "id"),
        "is_primary": ("is_primary", "id"),
    },
    "site": {
        "city": ("city COLLATE NOCASE", "id", "status"),
        "id": ("id", "status"),
        "name": ("name COLLATE NOCASE", "id", "status"),
        "phone": ("phone COLLATE NOCASE", "id", "status"),
        "status": ("status", "id"),
        "street": ("street COLLATE NOCASE", "id", "status"),
    },
    "asset": {
        "id": ("id", "status"),
        "model": ("model COLLATE NOCASE", "id", "status"),
        "name": ("name COLLATE NOCASE", "id", "status"),
        "serial_number": ("serial_number COLLATE NOCASE", "id", "status"),
        "status": ("status", "id"),
    },
    "contract": {
        "end": ("end", "id", "status"),
        "id": ("id", "status"),
        "start": ("start", "id", "status"),
        "status": ("status", "id"),
        "title": ("title COLLATE NOCASE", "id", "status"),
        "value": ("value", "id", "status"),
    },
    "project": {
        "end": ("end", "id", "status"),
        "id": ("id", "status"),
        "name": ("name COLLATE NOCASE", "id", "status"),
        "start": ("start", "id", "status"),
        "status": ("status", "id"),
    },
    "task": {
        "due": ("due", "id", "status"),
        "id": ("id", "status"),
        "status": ("status", "id"),
        "title": ("title COLLATE NOCASE", "id", "status"),
    },
    "order": {
        "day": ("day", "id", "status"),
        "id": ("id", "status"),
        "reference": ("reference COLLATE NOCASE", "id", "status"),
        "status": ("status", "id"),
        "total": ("total", "id", "status"),
    },
    "payment": {
        "amount": ("amount", "id"),
        "day": ("day", "id"),
        "id": ("id",),
        "method": ("method COLLATE NOCASE", "id"),
        "reference": ("reference COLLATE NOCASE", "id"),
    },
    "follow_up": {
        "due": ("due", "id", "status"),
        "id": ("id", "status"),
        "status": ("status", "id"),
        "title": ("title COLLATE NOCASE", "id", "status"),
    },
    "note": {
        "id": ("id",),
        "important": ("important", "id"),
        "text": ("text COLLATE NOCASE", "id"),
    },
}
"""Record type to list's sort column to the columns of its index."""

INDEXES = {
    "site": ("customer_id", "email_norm", "phone_digits", "postcode_norm"),
    "asset": ("customer_id", "serial_number_norm", "site_id"),
    "contract": ("customer_id", "reference_norm"),
    "contract_site": ("contract_id", "customer_id", "site_id"),
    "project": ("customer_id", "site_id"),
    "work_item_asset": ("asset_id", "customer_id", "work_item_id"),
    "task": ("assigned_user_id", "customer_id", "work_item_id"),
    "order": ("customer_id", "reference_norm", "work_item_id"),
    "order_line": ("customer_id", "order_id"),
    "payment": ("customer_id", "order_id", "reference_norm"),
    "follow_up": ("assigned_user_id", "contact_id", "customer_id", "work_item_id"),
    "note": ("customer_id",),
}
"""Record type to the columns that have an index of their own."""

COUNTED = {
    **dict.fromkeys(("contact", "payment", "note"), ()),
    **dict.fromkeys(("site", "asset", "contract", "project", "work_item", "task", "order", "follow_up"), ("status",)),
}
"""Record types counted on a customer's page, to the columns by which they are counted besides."""

NEW_LINKS = {"site_id": "site", "contract_id": "contract", "project_id": "project"}
"""New link columns of work items to their targets."""


def _whole(name: str, nullable: bool = False, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), server_default=default and sa.text(default), nullable=nullable)


def _text(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _derived(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _real(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Float(), nullable=True)


def _filled(table: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{name} != ''", name=op.f(f"ck_{table}_{name}_filled"))


def _range(table: str, name: str, limits: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{name} {limits}", name=op.f(f"ck_{table}_{name}_range"))


def _link(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))


def _record(table: str, *own: Any) -> None:
    op.create_table(
        table,
        _whole("id"),
        _whole("version"),
        _text("created_at"),
        _text("created_by"),
        _text("modified_at"),
        _text("modified_by"),
        _whole("trashed", nullable=True),
        *own,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def upgrade() -> None:
    _add_columns()
    _create_places_and_agreements()
    _create_work_and_money()
    for name, to in NEW_LINKS.items():
        op.execute(
            f"ALTER TABLE work_item ADD COLUMN {name} INTEGER CONSTRAINT fk_work_item_{name}_{to} REFERENCES {to} (id)"
        )
        op.create_index(f"ix_work_item_{name}", "work_item", [name], unique=False)
    _create_indexes()


def _add_columns() -> None:
    """Add columns in place; a rebuild would copy every customer."""
    for table, column in (
        (
            "customer",
            "currency TEXT DEFAULT 'GBP' NOT NULL",
        ),
        ("customer", "balance INTEGER DEFAULT 0 NOT NULL"),
        (
            "settings",
            "currency TEXT DEFAULT 'GBP' NOT NULL",
        ),
        ("settings", f"tax_rate INTEGER DEFAULT 0 NOT NULL {_within('settings', 'tax_rate', 0, 10000)}"),
        (
            "settings",
            f"attachment_limit INTEGER DEFAULT 100 NOT NULL {_within('settings', 'attachment_limit', 1, 10000)}",
        ),
        *((table, f"lat FLOAT {_within(table, 'lat', -90, 90)}") for table in ("settings", "user")),
        *((table, f"lng FLOAT {_within(table, 'lng', -180, 180)}") for table in ("settings", "user")),
    ):
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')


def _within(table: str, name: str, low: int, high: int) -> str:
    return f"CONSTRAINT ck_{table}_{name}_range CHECK ({name} BETWEEN {low} AND {high})"


def _create_indexes() -> None:
    for table, columns in INDEXES.items():
        for column in columns:
            if column != "customer_id" or table not in COUNTED:
                op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
        if table not in ("contract_site", "work_item_asset", "order_line"):
            op.create_index(
                f"ix_{table}_trashed", table, ["trashed"], unique=False, sqlite_where=GONE, postgresql_where=GONE
            )
    for table in ("contact", "work_item"):
        op.drop_index(f"ix_{table}_customer_id", table)
    for table, states in COUNTED.items():
        op.create_index(f"ix_{table}_customer_id", table, ["customer_id", "trashed", *states], unique=False)
    for table, lists in LISTS.items():
        for name, keys in lists.items():
            expressions = [sa.text(key) if " " in key else key for key in keys]
            index = f"ix_{table}_list_{name}"
            op.create_index(index, table, expressions, unique=False, sqlite_where=LIVE, postgresql_where=LIVE)


def _create_places_and_agreements() -> None:
    _record(
        "site",
        _whole("customer_id"),
        _text("name"),
        _text("street"),
        _text("city"),
        _text("state"),
        _text("postcode"),
        _text("country"),
        _real("lat"),
        _real("lng"),
        _text("contact_name"),
        _text("phone"),
        _text("email"),
        _text("notes"),
        _text("status"),
        _derived("postcode_norm"),
        _derived("phone_digits"),
        _derived("email_norm"),
        _derived("search_text"),
        _derived("related_text"),
        _range("site", "lat", "BETWEEN -90 AND 90"),
        _range("site", "lng", "BETWEEN -180 AND 180"),
        _filled("site", "name"),
        _link("site", "customer_id", "customer"),
    )
    _record(
        "asset",
        _whole("customer_id"),
        _whole("site_id", nullable=True),
        _text("name"),
        _text("make"),
        _text("model"),
        _text("serial_number"),
        _text("installed_on", nullable=True),
        _text("warranty_until", nullable=True),
        _text("status"),
        _text("notes"),
        _derived("serial_number_norm"),
        _derived("search_text"),
        _derived("related_text"),
        _filled("asset", "name"),
        _link("asset", "customer_id", "customer"),
        _link("asset", "site_id", "site"),
    )
    _record(
        "contract",
        _whole("customer_id"),
        _text("title"),
        _text("reference"),
        _text("start", nullable=True),
        _text("end", nullable=True),
        _whole("value", nullable=True),
        _text("currency"),
        _text("renewal"),
        _text("status"),
        _text("notes"),
        _derived("reference_norm"),
        _derived("search_text"),
        _derived("related_text"),
        _filled("contract", "title"),
        _range("contract", "value", ">= 0"),
        _link("contract", "customer_id", "customer"),
    )
    _record(
        "contract_site",
        _whole("contract_id"),
        _whole("customer_id"),
        _whole("site_id"),
        _link("contract_site", "contract_id", "contract"),
        _link("contract_site", "customer_id", "customer"),
        _link("contract_site", "site_id", "site"),
    )
    _record(
        "project",
        _whole("customer_id"),
        _whole("site_id", nullable=True),
        _text("name"),
        _text("start", nullable=True),
        _text("end", nullable=True),
        _text("status"),
        _text("notes"),
        _derived("search_text"),
        _derived("related_text"),
        _filled("project", "name"),
        _link("project", "customer_id", "customer"),
        _link("project", "site_id", "site"),
    )


def _create_work_and_money() -> None:
    _record(
        "work_item_asset",
        _whole("work_item_id"),
        _whole("customer_id", nullable=True),
        _whole("asset_id"),
        _link("work_item_asset", "work_item_id", "work_item"),
        _link("work_item_asset", "customer_id", "customer"),
        _link("work_item_asset", "asset_id", "asset"),
    )
    _record(
        "task",
        _whole("work_item_id"),
        _whole("customer_id", nullable=True),
        _text("title"),
        _whole("assigned_user_id", nullable=True),
        _text("due", nullable=True),
        _text("status"),
        _whole("position"),
        _derived("search_text"),
        _derived("related_text"),
        _range("task", "position", "BETWEEN 1 AND 1000000"),
        _filled("task", "title"),
        _link("task", "work_item_id", "work_item"),
        _link("task", "customer_id", "customer"),
        _link("task", "assigned_user_id", "user"),
    )
    _record(
        "order",
        _whole("customer_id"),
        _text("day"),
        _text("reference"),
        _whole("work_item_id", nullable=True),
        _text("status"),
        _whole("net", default="0"),
        _whole("tax", default="0"),
        _whole("total", default="0"),
        _text("currency"),
        _text("notes"),
        _derived("reference_norm"),
        _derived("search_text"),
        _derived("related_text"),
        _link("order", "customer_id", "customer"),
        _link("order", "work_item_id", "work_item"),
    )
    _record(
        "order_line",
        _whole("order_id"),
        _whole("customer_id"),
        _text("currency"),
        _text("description"),
        _whole("quantity", default="1000"),
        _whole("unit_price"),
        _whole("tax_rate", default="0"),
        _whole("net", default="0"),
        _whole("tax", default="0"),
        _whole("position"),
        _filled("order_line", "description"),
        _range("order_line", "position", "BETWEEN 1 AND 1000000"),
        _range("order_line", "quantity", "BETWEEN 1 AND 1000000000"),
        _range("order_line", "tax_rate", "BETWEEN 0 AND 10000"),
        _range("order_line", "unit_price", ">= 0"),
        _link("order_line", "order_id", "order"),
        _link("order_line", "customer_id", "customer"),
    )
    _record(
        "payment",
        _whole("customer_id"),
        _whole("order_id", nullable=True),
        _text("day"),
        _whole("amount"),
        _text("currency"),
        _text("method"),
        _text("reference"),
        _text("notes"),
        _derived("reference_norm"),
        _derived("search_text"),
        _derived("related_text"),
        _range("payment", "amount", ">= 1"),
        _link("payment", "customer_id", "customer"),
        _link("payment", "order_id", "order"),
    )
    _record(
        "follow_up",
        _whole("customer_id"),
        _whole("contact_id", nullable=True),
        _whole("work_item_id", nullable=True),
        _text("title"),
        _text("due"),
        _whole("assigned_user_id", nullable=True),
        _text("status"),
        _text("notes"),
        _derived("search_text"),
        _derived("related_text"),
        _filled("follow_up", "title"),
        _link("follow_up", "customer_id", "customer"),
        _link("follow_up", "contact_id", "contact"),
        _link("follow_up", "work_item_id", "work_item"),
        _link("follow_up", "assigned_user_id", "user"),
    )
    _record(
        "note",
        _whole("customer_id"),
        _text("text"),
        sa.Column("important", sa.Boolean(), nullable=False),
        _derived("search_text"),
        _derived("related_text"),
        _filled("note", "text"),
        _link("note", "customer_id", "customer"),
    )
