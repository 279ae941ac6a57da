"""The locks hold what pyproject.toml asks for, and nothing that ties them to one machine."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict

import pytest
from packaging.requirements import Requirement

from tests.support import ROOT

RUN, DEVELOP = "requirements.lock", "requirements-dev.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}")


def entries(lock: str) -> dict[str, list[str]]:
    """The hashes of each locked requirement, such as ``numpy==2.5.5 ; python_full_version >= '3.12'``."""
    found: dict[str, list[str]] = defaultdict(list)
    requirement = ""
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        text = line.removesuffix("\\").rstrip()
        if line.startswith(" "):
            found[requirement].append(text)
        elif not line.startswith("#"):
            requirement = text
    return found


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        (RUN, PROJECT["dependencies"]),
        (DEVELOP, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]),
    ],
    ids=["run", "develop"],
)
def test_what_is_asked_for_is_locked(lock: str, asked: list[str]) -> None:
    """Every dependency is there in a version that will do; `make lock` puts it there."""
    locked = [Requirement(text) for text in entries(lock)]
    for wanted in map(Requirement, asked):
        versions = [str(one.specifier).removeprefix("==") for one in locked if one.name == wanted.name]
        assert versions, wanted
        assert all(wanted.specifier.contains(version) for version in versions), wanted


def test_tests_run_on_what_the_program_runs_on() -> None:
    """What is locked to run is locked to develop too: the same versions, the same files."""
    run, develop = (
        {text.partition(" ")[0]: hashes for text, hashes in entries(lock).items()} for lock in (RUN, DEVELOP)
    )
    assert run.items() <= develop.items()


def test_the_program_needs_no_tool_of_its_developers() -> None:
    """Whoever only runs it installs no test runner, type checker or linter."""
    tools = {Requirement(text).name for text in PROJECT["optional-dependencies"]["dev"]}
    assert not tools & {Requirement(text).name for text in entries(RUN)}


@pytest.mark.parametrize("lock", [RUN, DEVELOP])
def test_only_versions_and_hashes(lock: str) -> None:
    """No index, host or path is named: each machine asks the one that it is set up for, and the hashes hold it to the
    same files."""
    for requirement, hashes in entries(lock).items():
        assert re.match(r"[a-z0-9-]+==[\w.+]+( ; |$)", requirement), requirement
        assert hashes, requirement
        assert all(_HASH.fullmatch(line) for line in hashes), requirement
