"""Documents for the tests of faults: what is attached, and what lies beside the database then."""

from __future__ import annotations

import hashlib
from pathlib import Path

from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.documents import attachments
from capptro_tui.services.history.write_result import WriteResult

CONTENT = b"%PDF-1.7 not much of it"
SHA = hashlib.sha256(CONTENT).hexdigest()


CUSTOMER = 1
"""Whom the documents belong to."""


def attach(database: Database, *paths: Path) -> WriteResult:
    return attachments.attach(database, Customer, CUSTOMER, paths)


def stored(database: Database) -> list[Path]:
    """Every file beside the database, half-made ones too."""
    return sorted(path for path in Files(database.path).folder.rglob("*") if not path.is_dir())
