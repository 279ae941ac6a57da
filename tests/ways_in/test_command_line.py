"""The tables of values on the command line, and as JSON on its standard input."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

import pytest

from capptro_tui.db.database import Database
from tests.cli.runner import Capptro
from tests.ways_in.values import NOW, VALUES, WITH_VALUES, Block, blocks, move_business

AT_ONCE = 8
"""Refusals that one line on standard error has room for."""


@pytest.fixture
def capptro(desk_of_values: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Capptro]:
    """The command line on the database of the tables, on their Friday."""
    opened = Database.open
    monkeypatch.setattr(Database, "open", lambda path, **options: opened(path, clock=lambda: NOW, **options))
    monkeypatch.setattr("capptro_tui.cli.parsing.common._shipped_schema", lambda: WITH_VALUES)
    monkeypatch.setenv("CAPPTRO_DB", str(desk_of_values.path))
    before = os.umask(0o022)
    yield Capptro(monkeypatch, desk_of_values.path)
    os.umask(before)


def stored(database: Database, block: Block) -> dict[str, object]:
    """What the newest record of a block has in the fields of the texts that are right."""
    [row] = database.select(f"SELECT * FROM tried_{block.kind} ORDER BY id DESC LIMIT 1")
    return {name: row[name] for name in block.right}


@pytest.mark.parametrize("kind", list(VALUES))
def test_set_stores_or_refuses(desk_of_values: Database, capptro: Capptro, kind: str) -> None:
    """What is right is stored without a word; what is wrong is refused in one line that names each field."""
    slug = VALUES[kind].info.slug
    for block in blocks(kind):
        move_business(desk_of_values, block.locale)
        [added] = capptro.add(slug, {"name": block.name, "currency": block.currency})
        if block.right:
            capptro.done("set", added, *(f"{name}={case.text}" for name, case in block.right.items()))
        before = stored(desk_of_values, block)
        assert before == {name: case.stored for name, case in block.right.items()}, block.name
        wrong = list(block.wrong.items())
        for start in range(0, len(wrong), AT_ONCE):
            some = wrong[start : start + AT_ONCE]
            said = capptro.refused("set", added, *(f"{name}={case.text}" for name, case in some))
            assert len(re.findall(some[0][1].refusal, said)) == len(some), (block.name, said)
        assert stored(desk_of_values, block) == before


@pytest.mark.parametrize("kind", list(VALUES))
def test_json_stores_or_refuses(desk_of_values: Database, capptro: Capptro, kind: str) -> None:
    """A line with all that is right, and a line for each text that is wrong, which is answered with what is wrong."""
    slug = VALUES[kind].info.slug
    for block in blocks(kind):
        move_business(desk_of_values, block.locale)
        start = {"name": block.name, "currency": block.currency}
        rows = [start | {name: case.text for name, case in block.right.items()}]
        rows += [start | {name: case.text} for name, case in block.wrong.items()]
        result = capptro("add", slug, stdin="".join(json.dumps(row) + "\n" for row in rows))
        assert (result.code, result.err) == (int(bool(block.wrong)), "")
        added, *answers = map(json.loads, result.lines)
        assert list(added) == ["line", "number"], (block.name, added)
        assert stored(desk_of_values, block) == {name: case.stored for name, case in block.right.items()}, block.name
        for answer, case in zip(answers, block.wrong.values(), strict=True):
            assert re.search(case.refusal, answer["error"]), (block.name, case.text, answer)
