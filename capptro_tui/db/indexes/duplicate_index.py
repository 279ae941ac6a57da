"""Triggers that keep the found pairs of duplicates right, whoever writes.

They note the customers to compare again, and delete the pairs of customers that are gone.
"""

from __future__ import annotations

from capptro_tui.matching.derive import SEARCH_TEXT, derived_columns
from capptro_tui.models.field import Match
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema

PLACE = "lower(replace(billing_postcode, ' ', '')) || ' ' || lower(substr(billing_street, 1, 5))"
"""SQL for a customer's postcode and the start of its street; indexed for customers that have both."""

HAS_PLACE = "billing_postcode != '' AND billing_street != ''"

_ADDRESS = ("billing_street", "billing_postcode", "billing_city")


def statements(schema: Schema) -> dict[str, str]:
    """Return name to DDL of every trigger."""
    customer = _differs(["name", *_derived(schema.own(Customer)), *_ADDRESS])
    contact = _differs(["customer_id", "trashed", "first_name", "last_name", *_derived(schema.own(Contact))])
    both = "(low_id = {0}.low_id AND high_id = {0}.high_id)"
    bodies = {
        "customer_added": f"AFTER INSERT ON customer WHEN new.trashed IS NULL BEGIN {_due('new.id')} END",
        "customer_changed": (
            f"AFTER UPDATE ON customer WHEN new.trashed IS NULL AND (old.trashed IS NOT NULL OR {customer})"
            f" BEGIN {_due('new.id')} END"
        ),
        "customer_gone": (
            "AFTER UPDATE OF trashed ON customer WHEN new.trashed IS NOT NULL AND old.trashed IS NULL"
            f" BEGIN {_forget('new.id')} END"
        ),
        "customer_removed": f"AFTER DELETE ON customer BEGIN {_forget('old.id')} END",
        "contact_added": f"AFTER INSERT ON contact BEGIN {_due('new.customer_id')} END",
        "contact_changed": (
            f"AFTER UPDATE ON contact WHEN {contact} BEGIN {_due('old.customer_id')} {_due('new.customer_id')} END"
        ),
        "contact_removed": f"AFTER DELETE ON contact BEGIN {_due('old.customer_id')} END",
        "distinct_added": (
            f'AFTER INSERT ON "distinct" BEGIN DELETE FROM duplicate_pair WHERE {both.format("new")}; END'
        ),
        "distinct_removed": (
            f'AFTER DELETE ON "distinct" BEGIN {_due("old.low_id")} {_due("old.high_id")} END'
        ),
        "distinct_changed": (
            f'AFTER UPDATE ON "distinct" BEGIN DELETE FROM duplicate_pair WHERE {both.format("new")};'
            f" {_due('old.low_id')} {_due('old.high_id')} END"
        ),
    }  # fmt: skip
    return {f"duplicate_{name}": f"CREATE TRIGGER duplicate_{name} {body}" for name, body in bodies.items()}


def _derived(record: RecordType) -> list[str]:
    """Return the derived columns by which records are compared, without those by which they are found."""
    ends = tuple("_norm" if match is not Match.PHONE else "_digits" for match in Match)
    return [name for name in derived_columns(record) if name != SEARCH_TEXT and name.endswith(ends)]


def _differs(columns: list[str]) -> str:
    return " OR ".join(f'old."{name}" IS NOT new."{name}"' for name in columns)


def _due(row_id: str) -> str:
    """Return a statement that marks a customer for comparison, if it exists and is not in the trash."""
    return f"INSERT OR IGNORE INTO duplicate_due (id) SELECT id FROM customer WHERE id = {row_id} AND trashed IS NULL;"


def _forget(row_id: str) -> str:
    return (
        f"DELETE FROM duplicate_pair WHERE low_id = {row_id}; DELETE FROM duplicate_pair WHERE high_id = {row_id};"
        f" DELETE FROM duplicate_due WHERE id = {row_id};"
    )
