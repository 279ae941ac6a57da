"""Writes docs/command-line.md: `python -m tools.command_line`."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.parsing.reference import reference
from capptro_tui.cli.program import ABOUT
from capptro_tui.cli.verbs import BEFORE_VERB, GROUPS

PAGE = Path(__file__).parents[1] / "docs" / "command-line.md"


def text() -> str:
    """Return the page as the command line writes it today."""
    return reference(ABOUT, GROUPS, BEFORE_VERB.options)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
    print(f"Wrote docs/{PAGE.name}.")
