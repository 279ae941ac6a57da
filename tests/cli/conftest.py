"""A command line for each test, with a database or without."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .runner import Capptro


@pytest.fixture(autouse=True)
def permissions() -> Iterator[None]:
    """The command line makes files private in its whole process; other tests must not notice."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Capptro:
    """The command line before there is a database."""
    path = tmp_path / "desk.db"
    monkeypatch.setenv("CAPPTRO_DB", str(path))
    return Capptro(monkeypatch, path)


@pytest.fixture
def capptro(absent: Capptro, empty_file: Path) -> Capptro:
    """The command line on an empty database."""
    shutil.copy(empty_file, absent.path)
    return absent
