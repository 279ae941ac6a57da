"""Other processes for the tests of faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.processes import Child


@pytest.fixture
def child() -> Iterator[Callable[..., Child]]:
    """Start a process; it is ended with the test."""
    started: list[Child] = []

    def start(verb: str, path: Path, *words: object, **options: bool) -> Child:
        started.append(Child(verb, path, *words, **options))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()
