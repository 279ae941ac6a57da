"""An export of everything is one state of the database, whoever writes meanwhile."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.exporting.everything import write_all_files, write_all_lists
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from tests.support import add_customer, add_work_item


def busy(database: Database, record: RecordType) -> None:
    """Another window takes a call after the customers are written."""
    if record.info.name == Customer.info.name:
        add_work_item(database, add_customer(database, "Late"), title="Late")


def test_lists(database: Database) -> None:
    add_work_item(database, add_customer(database, "Acme"), title="Roof")
    file = io.StringIO()
    write_all_lists(file, database, api_types=False, told=lambda record: busy(database, record))
    found = json.loads(file.getvalue())
    assert [one["title"] for one in found["work-items"]] == ["Roof"]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_files(database: Database, tmp_path: Path, form: str) -> None:
    add_work_item(database, add_customer(database, "Acme"), title="Roof")
    folder = tmp_path / "all"
    write_all_files(folder, database, form, raw=True, told=lambda record: busy(database, record))
    text = (folder / f"work-items.{form}").read_text(encoding="utf-8")
    assert "Roof" in text
    assert "Late" not in text
