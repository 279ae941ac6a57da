"""A record type that a release has gets its verbs for free."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest

from capptro_tui.models.schema import Schema
from tests.support import WITH_VEHICLES

from .runner import Capptro


@pytest.fixture
def garage(absent: Capptro, empty_files: Callable[[Schema], Path], monkeypatch: pytest.MonkeyPatch) -> Capptro:
    """A desk that keeps vehicles, and the program of a release that has them."""
    monkeypatch.setattr("capptro_tui.cli.parsing.common._shipped_schema", lambda: WITH_VEHICLES)
    copy(empty_files(WITH_VEHICLES), absent.path)
    return absent


def test_a_new_record_type_has_every_verb(garage: Capptro) -> None:
    garage.add("customers", {"name": "Acme"})
    words = ("--plate", "0042 AB", "--is-electric", "--bought", "31.3.2026", "--next-service", "2026-04-01 8:00")
    vehicle = garage.json("add", "vehicles", "--customer", "C-1", *words)
    assert (vehicle["number"], vehicle["customer"], vehicle["is_electric"]) == ("V-000001", "C-000001", True)
    assert (vehicle["bought"], vehicle["next_service"]) == ("2026-03-31", "2026-04-01T08:00")
    assert garage.add("vehicles", {"customer": "C-1", "plate": "X 1", "mileage": 12, "value": 1.5}) == ["V-000002"]
    assert garage.json("set", "V-1", "mileage=120000")["mileage"] == 120000
    assert [one["plate"] for one in garage.export("vehicles")] == ["0042 AB", "X 1"]
    assert [one["plate"] for one in garage.json("show", "C-1")["vehicles"]] == ["0042 AB", "X 1"]
    assert "0042 AB" in garage.done("show", "V-1")
    assert garage.json("find", "0042ab")[0]["number"] == "V-000001"
    assert len(garage.json("history", "V-1")) == 2
    assert len(garage.json("delete", "C-1")["changes"]) == 3
    assert len(garage.json("restore", "C-1")["changes"]) == 3
    assert garage.json("undo", "--dry-run")["changes"]
    assert "vehicles" in garage.misused("export", "cars")
