"""The memory of imports: private, bounded, and no hindrance when it is damaged or cannot be written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from capptro_tui.exchange.importing.remembered import MOST_FILES, MOST_MAPPINGS, RememberedImports
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.plan import Plan


def plan(header: str = "Name") -> Plan:
    """A mapping of one column."""
    return Plan("customer", columns=[SourceColumn(0, header, "name", "company")])


def test_a_mapping_comes_back_by_its_layout(tmp_path: Path) -> None:
    memory = RememberedImports(tmp_path / "state" / "imports", "a1")
    assert memory.mapping("x") is None
    memory.remember_mapping("x", plan())
    found = RememberedImports(tmp_path / "state" / "imports", "a1").mapping("x")
    assert found is not None
    assert (found.columns[0].target, found.columns[0].detail) == ("name", "company")
    assert RememberedImports(tmp_path / "state" / "imports", "b2").mapping("x") is None  # of another business
    (file,) = (tmp_path / "state" / "imports").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_it_is_bounded_and_the_oldest_goes(tmp_path: Path) -> None:
    memory = RememberedImports(tmp_path, "a1")
    for number in range(MOST_MAPPINGS + 1):
        memory.remember_mapping(str(number), plan())
    assert memory.mapping("0") is None
    assert memory.mapping(str(MOST_MAPPINGS)) is not None
    for number in [*range(MOST_FILES + 3), 5]:
        memory.remember_file(Path(f"/lists/{number}.csv"))
    files = memory.files()
    assert len(files) == MOST_FILES
    assert files[0] == Path("/lists/5.csv")
    assert files.count(Path("/lists/5.csv")) == 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"version": 9}', '{"version": 1, "mappings": [], "files": []}',
     '{"version": 1, "mappings": {}, "files": [1]}', '{"version": 1, "mappings": {"x": {"columns": 3}}, "files": []}'],
)  # fmt: skip
def test_a_damaged_one_counts_as_none_and_is_written_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "a1.json").write_text(text)
    memory = RememberedImports(tmp_path, "a1")
    assert memory.mapping("x") is None
    memory.remember_mapping("x", plan())
    assert memory.mapping("x") is not None


def test_one_that_cannot_be_written_is_left(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    memory = RememberedImports(tmp_path / "state", "a1")
    memory.remember_mapping("x", plan())
    assert memory.mapping("x") is None


def test_an_odd_name_of_a_file_is_kept(tmp_path: Path) -> None:
    memory = RememberedImports(tmp_path, "a1")
    odd = Path(os.fsdecode(b"/lists/\xff.csv"))
    memory.remember_file(odd)
    assert memory.files() == [odd]
    assert json.loads((tmp_path / "a1.json").read_text())
