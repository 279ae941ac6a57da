"""The list of mutants fits the tree: `make mutants` runs it, which takes minutes."""

from __future__ import annotations

import pytest

from tests.mutants.entries import Mutant, mutants
from tests.support import ROOT

EVERY = list(mutants())


@pytest.mark.parametrize("mutant", EVERY, ids=[one.name for one in EVERY])
def test_entry_fits_the_tree(mutant: Mutant) -> None:
    """Its old text is there once, its tests are there, and what it makes is still a program."""
    assert mutant.stale(ROOT) == ""
    changed = mutant.applied((ROOT / mutant.file).read_text(encoding="utf-8"))
    compile(changed, mutant.file, "exec")
    assert mutant.old != mutant.new
    assert mutant.why.endswith(".")


def test_names_are_different() -> None:
    """An entry is chosen by its name."""
    assert len({mutant.name for mutant in EVERY}) == len(EVERY)
