"""Files of further programs, other languages and lists by hand: each becomes what its owner expects."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.understanding.choosing import choose_table
from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.models.shipped import SHIPPED

from .accounting import DATA, unaccounted

FOLDERS = ("import_more", "import_third")
"""Folders of files, each with what was expected of them before they were first read."""

EXPECTED: dict[tuple[str, str], dict[str, Any]] = {
    (folder, name): expected
    for folder in FOLDERS
    for name, expected in json.loads((DATA.parent / folder / "expected.json").read_text("utf-8")).items()
}


def has(found: dict[str, str], expected: dict[str, Any]) -> bool:
    """Whether a record has the expected values; notes may stand below a description."""
    for name, value in expected.items():
        text = found.get(name, "active" if name == "status" else "")
        if not (text.startswith(str(value)) if name == "description" else text == str(value)):
            return False
    return True


@pytest.mark.parametrize(("folder", "name"), sorted(EXPECTED))
def test_file(folder: str, name: str) -> None:
    expected = EXPECTED[folder, name]
    table = choose_table(open_source(DATA.parent / folder / name))
    plan = understand(SHIPPED, SHIPPED.record_named(expected["record"]), table, region=expected.get("region", "GB"))
    records = [one for one in plan.records(table) if not one.refused]
    parts = [(kind, part) for one in records for kind, each in one.parts.items() for part in each]
    count = Counter(kind for kind, _ in parts)
    if expected["counts"]:
        numbers = (
            len(records),
            *((count["contact"], count["site"]) if expected["record"] == "customer" else (len(parts),)),
        )
        wanted = [found if each is None else each for each, found in zip(expected["counts"], numbers, strict=True)]
        assert list(numbers) == wanted
    for values in expected["records"]:
        assert any(has(one.values, values) for one in records), (values, [one.values for one in records])
    for kind, key in (("contact", "contacts"), ("site", "sites")):
        for values in expected[key]:
            assert any(has(part, values) for each, part in parts if each == kind), (values, parts)
    texts = "\n".join(text for one in records for text in one.values.values())
    assert [text for text in expected["kept"] if text not in texts] == []
    assert unaccounted(table, plan) == []
    if "skipped" in expected:
        assert sum(one.count for reason, one in plan.skipped.items() if reason != "empty") == expected["skipped"]
