"""A published form, and submissions of it, for the tests of every layer."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.services.submissions.receiving import Received, Sent, receive
from capptro_tui.web.published import FormField, PublishedForm
from tests.support import add

ASKS_FOR = "Name *\nPhone: Your number\nEmail\nBilling postcode\nWebsite"

PUBLISHED = PublishedForm(
    number="E-000001",
    heading="Write to us",
    intro="We answer within a day.\nMostly.\n\nOr ring.",
    fields=(
        FormField("name", "Name", "text", True, 200, "name"),
        FormField("phone", "Your number", "tel", False, 40, "tel"),
        FormField("email", "Email", "email", False, 254, "email"),
    ),
    message_label="Message",
    message_limit=10_000,
    button="Send",
    thanks="Thank you.\n\nWe ring back.",
    language="en-GB",
)


def add_form(database: Database, **typed: Any) -> int:
    """Create a public form; its id."""
    given = {"name": "Website", "heading": "Write to us", "asks_for": ASKS_FOR, "is_published": True}
    return add(database, PublicForm, **{**given, **typed})


def sent(form: str = "E-1", **fields: str) -> Sent:
    """A submission as it is sent; its digest is that of its fields."""
    text = json.dumps([form, fields], sort_keys=True)
    return Sent(form, fields, {"fields": fields}, "web", hashlib.sha256(text.encode()).hexdigest())


def submit(database: Database, form: str = "E-1", **fields: str) -> int:
    """Receive a submission; its id."""
    received: Received = receive(database, [sent(form, **fields)])
    assert received.refused == []
    return received.ids[0]
