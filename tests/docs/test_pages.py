"""The readme and the pages of docs/: their commands can be read by the program, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.runner import read_command_line
from tests.support import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

_BLOCK = re.compile(r"^( *)```(?:sh)?\n(?P<text>.*?)^\1```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(capptro [^`]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def commands(page: Path) -> list[str]:
    """The command lines of a page: in its blocks, and within its sentences."""
    text = page.read_text(encoding="utf-8")
    lines = [line.strip() for block in _BLOCK.finditer(text) for line in block["text"].splitlines()]
    written = [line.partition("  #")[0] for line in lines if line.startswith("capptro ")]
    written += _INLINE.findall(text)
    found = [command.strip() for line in written for command in line.split(";")]
    return [one for one in found if not re.search(r"VERB|RECORDS|OPTIONS|SHELL|…|\|", one)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_can_be_read(page: Path) -> None:
    """Each names a verb and options that there are. Those with a placeholder are left out."""
    for command in commands(page):
        try:
            read_command_line(command)
        except Exception as error:
            if f"`{command}`" in page.read_text(encoding="utf-8") and str(error).endswith("is missing."):
                continue  # a sentence names the verb without its arguments
            raise AssertionError(f"{page.name}: {command}") from error


def test_the_pages_have_commands() -> None:
    assert len(commands(ROOT / "README.md")) > 3
    assert len(commands(ROOT / "docs" / "command-line.md")) > 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    """A link to a file of the project leads to one that is there, and to a heading that it has."""
    for link in _LINK.finditer(page.read_text(encoding="utf-8")):
        target, _, anchor = link["target"].partition("#")
        if "://" in target:
            continue
        path = (page.parent / target) if target else page
        assert path.exists(), f"{page.name}: {link['target']}"
        if anchor:
            assert anchor in anchors(path), f"{page.name}: {link['target']}"


def anchors(page: Path) -> list[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
