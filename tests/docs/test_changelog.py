"""The changelog has a section for the version that the program says it is, and for each one before it."""

from __future__ import annotations

import re

from capptro_tui import __version__
from tests.support import ROOT

_HEADING = re.compile(r"^## \[(?P<version>\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", re.MULTILINE)


def test_the_newest_section_is_that_of_the_program() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = [tuple(map(int, found["version"].split("."))) for found in _HEADING.finditer(text)]
    assert len(versions) >= 6
    assert versions == sorted(versions, reverse=True)
    assert __version__ == ".".join(map(str, versions[0]))
    assert re.findall(r"^## (.*)$", text, re.MULTILINE)[0] == "[Unreleased]"
