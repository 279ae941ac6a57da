"""Files for the tests of formats, and the tables that are read from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.formats.table import Table, TableSource

Write = Callable[..., Path]
Read = Callable[..., TableSource]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file, and return its path."""

    def write(content: bytes | str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def read(write: Write) -> Read:
    """Open a source of some content."""

    def read(content: bytes | str, name: str = "list.csv", **chosen: str) -> TableSource:
        return open_source(write(content, name), **chosen)

    return read


def cells(table: Table) -> list[tuple[str, ...]]:
    """Return the cells of all rows."""
    return [row.cells for row in table.rows()]


def numbers(table: Table) -> list[int]:
    """Return the numbers of all rows."""
    return [row.number for row in table.rows()]


def records(table: Table) -> list[dict[str, str]]:
    """Return the values of all rows by the columns that the format names."""
    assert table.header is not None
    return [{column: text for column, text in zip(table.header, one, strict=True) if text} for one in cells(table)]
