"""The readme and the pages of docs/: their commands can be read by the program, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capptro_tui.locations import database_path
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
    assert len(commands(ROOT / "README.md")) >= 3
    assert len(commands(ROOT / "docs" / "command-line.md")) > 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_make_is_asked_for_it_can_do(page: Path) -> None:
    """Each `make …` names a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))) <= targets


def test_the_readme_is_two_screens_long() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 90
    assert max(map(len, lines)) <= 100


def test_the_readme_knows_where_the_data_lies(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """The folder that it names for Linux is the program's."""
    monkeypatch.setattr("sys.platform", "linux")
    folder = database_path().parent
    assert f"`~/{folder.relative_to(home)}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    """A link to a file of the project leads to one that is there, and to a heading that it has."""
    text = page.read_text(encoding="utf-8")
    targets = [link["target"] for link in _LINK.finditer(text)] + re.findall(r'(?:src|srcset)="([^"]+)"', text)
    for link in targets:
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        path = (page.parent / target) if target else page
        assert path.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors(path), f"{page.name}: {link}"


def anchors(page: Path) -> list[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


_MODULE = re.compile(r"`((?:[a-z_]+/)*[a-z_]+\.py|(?:[a-z_]+/)+)`")


@pytest.mark.parametrize(("page", "least"), [("threats.md", 35), ("performance.md", 20)])
def test_the_modules_that_a_page_names_are_there(page: str, least: int) -> None:
    """So that each claim can be looked up."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = set(_MODULE.findall(text))
    assert len(named) >= least
    folders = [ROOT, ROOT / "capptro_tui", ROOT / "bench"]
    files = [path for folder in folders[1:] for path in folder.rglob("*.py")]
    missing = [
        one
        for one in named
        if not any((folder / one).exists() for folder in folders)
        and not any(str(path).endswith(f"/{one}") for path in files)
    ]
    assert missing == []


def test_the_tests_that_contributing_names_are_there() -> None:
    named = set(re.findall(r"tests/[\w/]+\.py", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []
