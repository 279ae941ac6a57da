"""Search by addresses and former names, and lists in the order in which people count."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

REMEMBERED = ("customer", "contact")
"""Tables of the records that are found by former names."""

SEARCHED = (
    "customer", "contact", "site", "asset", "contract", "project", "work_item", "task", "order", "payment",
    "follow_up", "note", "attachment", "geofence", "user",
)  # fmt: skip

LISTS = {
    "customer": {"name": "name_norm", "account": "account COLLATE NOCASE"},
    "contact": {
        "first_name": "first_name COLLATE NOCASE",
        "last_name": "last_name COLLATE NOCASE",
        "role": "role COLLATE NOCASE",
    },
    "site": {"name": "name COLLATE NOCASE", "street": "street COLLATE NOCASE", "city": "city COLLATE NOCASE"},
    "asset": {
        "name": "name COLLATE NOCASE",
        "model": "model COLLATE NOCASE",
        "serial_number": "serial_number COLLATE NOCASE",
    },
    "contract": {"title": "title COLLATE NOCASE"},
    "project": {"name": "name COLLATE NOCASE"},
    "work_item": {"title": "title COLLATE NOCASE"},
    "task": {"title": "title COLLATE NOCASE"},
    "order": {"reference": "reference COLLATE NOCASE"},
    "payment": {"reference": "reference COLLATE NOCASE"},
    "follow_up": {"title": "title COLLATE NOCASE"},
    "note": {"text": "text COLLATE NOCASE"},
    "attachment": {"name": "name COLLATE NOCASE", "description": "description COLLATE NOCASE"},
    "geofence": {"name": "name COLLATE NOCASE"},
    "user": {"login": "login COLLATE NOCASE", "full_name": "full_name COLLATE NOCASE"},
}
"""Record type to field to its list's sort key so far."""

WITH_STATUS = (
    "customer", "site", "asset", "contract", "project", "work_item", "task", "order", "follow_up",
)  # fmt: skip


def upgrade() -> None:
    for name in REMEMBERED:
        op.add_column(name, sa.Column("former_text", sa.Text(), server_default="", nullable=False))
    live = sa.text("trashed IS NULL")
    for name, fields in LISTS.items():
        for field, key in fields.items():
            column, *collation = key.split(" ", 1)
            op.add_column(name, sa.Column(f"{field}_order", sa.Text(), nullable=True))
            index = f"ix_{name}_list_{column}"
            op.drop_index(index, name)
            ordered = " ".join([f"coalesce({field}_order, {column})", *collation])
            columns: list[Any] = [sa.text(ordered), "id", *(["status"] if name in WITH_STATUS else [])]
            op.create_index(index, name, columns, unique=False, sqlite_where=live, postgresql_where=live)
    for name in SEARCHED:
        op.execute(f"UPDATE \"{name}\" SET search_text = ''")  # is derived again after the migration
