"""A command that writes beside an import of another program waits for it, says so on a terminal, and then writes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from capptro_tui.cli import database
from capptro_tui.db.connection import writer_queue
from tests.faults.processes import Child

from .runner import Capptro


def test_a_command_waits_for_an_import(
    capptro: Capptro, child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    capptro.add("customers", {"name": "Acme"})
    told, heard = [], threading.Event()

    def tell(text: str) -> None:
        told.append(text)
        heard.set()

    monkeypatch.setattr(writer_queue, "PATIENCE", 0.01)
    monkeypatch.setattr(database, "complain", tell)
    other = child("import_many", capptro.path)
    assert other.hear() == "begun"
    found: list[Any] = []
    waiting = threading.Thread(target=lambda: found.append(capptro("set", "C-1", "phone=01632 960101", terminal=True)))
    waiting.start()
    assert heard.wait(20)
    other.say("go on")
    assert other.all_it_says() == ["imported"]
    waiting.join(20)
    assert told[0].startswith("Waiting: the database is being written to by kim (“import”, process ")
    assert told[0].endswith(" left.")
    assert found[0].code == 0
    assert "01632 960101" in capptro.done("show", "C-1")
