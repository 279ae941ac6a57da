"""Every test has a home, a time zone and a terminal of its own, and a database of its own when it asks for one."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import hypothesis
import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types import locales
from tests.faults.processes import Child
from tests.quick_apps import forget_closed_apps, make_apps_quick
from tests.support import BY, WITH_VEHICLES, Clock, Fill, Vehicle

hypothesis.settings.register_profile("here", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

# Tests make and drop thousands of screens: by default, a sixth of such a test's time went into looking for cycles.
gc.set_threshold(50_000, 50, 100)

make_apps_quick()


def pytest_configure() -> None:
    """Let an interrupt reach the programs that tests start: a shell's background job ignores it and hands that down."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Set aside what is there before the first test: a collector that goes through it again and again finds nothing."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Set aside what the tests have left: pytest looks for garbage five times before it ends, to tell of what it hides,
    and one time finds it."""
    gc.collect()
    gc.freeze()


_SNAPSHOTS = "TEXTUAL_SNAPSHOT_TEMPDIR"
"""Where the snapshot plugin's own parts meet."""

_NOISE = ("CAPPTRO_DB", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "LC_ALL")


_places = count()


def _new_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """Make an empty folder. pytest's own way looks through all folders of the run for a free number: with thousands of
    tests that takes longer than to start most of them."""
    readable = re.sub(r"\W", "_", name)[:30]
    folder = factory.getbasetemp() / f"{next(_places)}-{readable}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """An empty folder of the test's own."""
    return _new_folder(tmp_path_factory, request.node.name)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home folder in a known place, zone, language and terminal; nothing of the caller's shell gets in."""
    for name in list(os.environ):
        if name in _NOISE or (name.startswith(("XDG_", "TEXTUAL", "LC_")) and name != _SNAPSHOTS):
            monkeypatch.delenv(name)
    folder = _new_folder(tmp_path_factory, "home")
    known = {"HOME": str(folder), "TZ": "UTC", "LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    locales.show_in(locales.USUAL)
    yield folder
    forget_closed_apps()


@pytest.fixture
def clock() -> Clock:
    """Monday 16 March 2026, nine o'clock, until the test moves it."""
    return Clock()


@pytest.fixture(scope="session")
def empty_files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Schema], Path]:
    """Give the path of an empty database of a schema, to copy: making one runs the migrations, which takes a second."""
    made: dict[Schema, Path] = {}

    def make(schema: Schema) -> Path:
        if schema not in made:
            made[schema] = tmp_path_factory.mktemp("template") / "empty.db"
            Database.create(made[schema], schema=schema, by=BY).close()
        return made[schema]

    return make


@pytest.fixture(scope="session")
def empty_file(empty_files: Callable[[Schema], Path]) -> Path:
    """An empty database to copy."""
    return empty_files(SHIPPED)


@pytest.fixture
def schema(request: pytest.FixtureRequest) -> Schema:
    """The schema of the test's database: a test that asks for `vehicle` has vehicles, too."""
    return WITH_VEHICLES if "vehicle" in request.fixturenames else SHIPPED


@pytest.fixture(scope="session")
def sample_file(empty_file: Path) -> Path:
    """A database with the sample business, to copy."""
    from capptro_tui.services.start import demo

    path = empty_file.with_name("sample.db")
    shutil.copy(empty_file, path)
    filled = Database.open(path, by=BY, clock=Clock())
    demo.load(filled)
    filled.close()
    return path


@pytest.fixture
def database(tmp_path: Path, empty_files: Callable[[Schema], Path], schema: Schema, clock: Clock) -> Iterator[Database]:
    """An empty database, written by Ann Example at the time of `clock`."""
    yield from _opened(empty_files(schema), tmp_path / "desk.db", clock, schema)


@pytest.fixture
def sample(tmp_path: Path, sample_file: Path, clock: Clock) -> Iterator[Database]:
    """A database with the sample business, loaded just before the test."""
    yield from _opened(sample_file, tmp_path / "sample.db", clock)


@pytest.fixture(scope="session")
def filled_file(empty_files: Callable[[Schema], Path]) -> Callable[[Fill, Schema], Path]:
    """Give the path of a database that a function has filled, to copy. Each function fills one of a schema, once."""
    made: dict[tuple[Fill, Schema], Path] = {}

    def make(fill: Fill, schema: Schema) -> Path:
        key = fill, schema
        if key not in made:
            made[key] = empty_files(schema).with_name(f"filled-{len(made)}.db")
            for opened in _opened(empty_files(schema), made[key], Clock(), schema):
                fill(opened)
        return made[key]

    return make


@pytest.fixture
def filled(
    tmp_path: Path, filled_file: Callable[[Fill, Schema], Path], schema: Schema, clock: Clock
) -> Iterator[Callable[[Fill], Database]]:
    """Open a database that a function has filled, written by Ann Example at the time of `clock`.

    It is a copy, as if it had been filled just before the test: for what many tests start from. A test has one of
    these or `database`.
    """
    with ExitStack() as stack:

        def open_copy(fill: Fill) -> Database:
            path = tmp_path / "desk.db"
            assert not path.exists()
            return stack.enter_context(contextmanager(_opened)(filled_file(fill, schema), path, clock, schema))

        yield open_copy


@pytest.fixture
def vehicle() -> RecordType:
    """A record type that no release knows; the test's database has it."""
    return Vehicle


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


def _opened(template: Path, path: Path, clock: Clock, schema: Schema = SHIPPED) -> Iterator[Database]:
    shutil.copy(template, path)
    opened = Database.open(path, schema=schema, by=BY, clock=clock)
    yield opened
    opened.close()
