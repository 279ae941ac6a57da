"""Patterns that are compiled by their first use."""

from __future__ import annotations

import re

import pytest

from capptro_tui.text import patterns
from capptro_tui.text.patterns import pattern


def test_it_is_compiled_once_and_by_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []

    def compiles(source: str, flags: int) -> re.Pattern[str]:
        compiled.append(source)
        return re.compile(source, flags)

    monkeypatch.setattr(patterns, "re", type("re", (), {"compile": staticmethod(compiles)}))
    words = pattern("[a-z]+", re.IGNORECASE)
    assert compiled == []
    assert [found[0] for found in words.finditer("Ann, bob")] == ["Ann", "bob"]
    assert words.sub("", "a1") == "1"
    assert compiled == ["[a-z]+"]


def test_bytes_too() -> None:
    assert pattern(rb"\x1b\[").match(b"\x1b[A")
