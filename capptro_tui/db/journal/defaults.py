"""The defaults that entries of the journal leave out, by the schema's number.

An entry carries that number, so that a default that is changed later changes no history. Whoever changes a default, or
adds a column with one, adds a migration and here the whole table under its number; existing tables are never altered.
"""

from __future__ import annotations

from typing import Any, Final

DEFAULTS: Final[dict[int, dict[str, dict[str, Any]]]] = {
    11: {
        "settings": {"locale": "en_GB", "region": "GB", "currency": "GBP", "tax_rate": 0, "attachment_limit": 100},
        "geofence": {"shape": "circle"},
        "asset": {"status": "in_service"},
        "contract": {"renewal": "none", "status": "draft"},
        "project": {"status": "planned"},
        "site": {"status": "active"},
        "task": {"status": "open"},
        "follow_up": {"status": "open"},
        "note": {"important": False},
        "payment": {"kind": "payment"},
        "order_line": {"quantity": 10000, "tax_rate": 0, "net": 0, "tax": 0},
        "order": {"kind": "order", "status": "draft"},
        "work_item": {"status": "new", "priority": "normal"},
        "contact": {"is_primary": False, "left": False},
        "customer": {"status": "active", "currency": "GBP"},
    },
    12: {
        "customer": {"status": "active", "currency": "GBP"},
        "contact": {"is_primary": False, "left": False},
        "site": {"status": "active"},
        "asset": {"status": "in_service"},
        "contract": {"renewal": "none", "status": "draft"},
        "project": {"status": "planned"},
        "work_item": {"status": "new", "priority": "normal"},
        "task": {"status": "open"},
        "order": {"kind": "order", "status": "draft"},
        "order_line": {"quantity": 10000, "tax_rate": 0, "net": 0, "tax": 0},
        "payment": {"kind": "payment"},
        "follow_up": {"status": "open"},
        "note": {"important": False},
        "geofence": {"shape": "circle"},
        "public_form": {
            "asks_for": "Name *\nPhone\nEmail",
            "message_label": "Message",
            "button": "Send",
            "thanks": "Thank you. We will be in touch.",
            "language": "en",
            "creates_customers": True,
            "is_published": False,
        },
        "submission": {"status": "new", "source": "file"},
        "settings": {"locale": "en_GB", "region": "GB", "currency": "GBP", "tax_rate": 0, "attachment_limit": 100},
    },
}
"""Schema number to record type to column to default. Empty defaults are left out."""

NEWEST: Final = max(DEFAULTS)
"""The schema number of new entries."""
