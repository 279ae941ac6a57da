"""What many tests need: a clock to move, short ways to write and read, and a record type made up on the spot."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.db.read import rows
from capptro_tui.exchange import shapes
from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record, RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types import (
    TRASH_WITH,
    Boolean,
    Choice,
    ChoiceOf,
    Date,
    DatetimeLocal,
    Email,
    Integer,
    Link,
    Multiline,
    Phone,
    Real,
    Text,
    Tone,
    Url,
)
from capptro_tui.services.records import records
from capptro_tui.services.search.snapshot import open_snapshot
from capptro_tui.storage.temporary import temporary_name

if TYPE_CHECKING:
    from sqlalchemy import Engine

if os.environ.get("CAPPTRO_SYSTEM_SQLITE") and driver.sqlite is not sqlite3:
    raise SystemExit("These tests are to run without pysqlite3, and it is used all the same (see tests/system_sqlite).")

ROOT = Path(__file__).parents[1]
Fill = Callable[[Database], object]
"""Writes into an empty database what several tests start from."""

BY = ("ann", "Ann Example")
"""Login and full name of who writes in the tests."""

SOAK = bool(os.environ.get("CAPPTRO_SOAK"))
"""Whether the tests run at full length, as `make soak` runs them."""


def rounds(count: int) -> int:
    """How often a test of chance repeats itself: `count` times in a soak, a tenth of that otherwise."""
    return count if SOAK else max(1, count // 10)


HOSTILE = (
    "[/]",
    "[link=x]",
    "[@click=app.quit]press[/]",
    "ACME [Leeds] Ltd",
    "\x1b]0;owned\x07\x1b[2J",
    "a\x00b",
    "\x9b31m",
    "\u202egnp.exe",
    "z\u200bw\u200dj\ufeff",
    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "👩‍👩‍👧‍👦 & 🏳️‍🌈",
    "שלום עולם",
    "مرحبا",
    "株式会社カプトロ",
    "'; DROP TABLE customer; --",
    "Robert'); DELETE FROM customer;--",
    "%s %d {0} {name} ${HOME} $(reboot)",
    "100%_!\\",
    '"quoted" \'and\' `ticked`',
    "  spaces kept  ",
    "\u00a0",
    "..",
    "NULL",
    "-1",
    "\U0001d56c\U0001d58b",
    "\ufffd\ufffe\U0010ffff",
)  # fmt: skip
"""One-line texts that break careless programs; every one may be a customer's name, but for the blank one."""


_MADE_ANEW = ("batch", "change", "duplicate_pair", "duplicate_due", "database_file", "sqlite_sequence")
"""Tables of the journal, those that are made from other rows, and what the file says of itself."""
OF_FTS5 = ("_data", "_idx", "_docsize", "_config", "_content")
"""How the tables end that FTS5 keeps its indexes in."""


class Clock:
    """A clock that stands still until it is moved; calling it gives the time, in UTC."""

    def __init__(self, start: datetime = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Move on, by the arguments of a timedelta."""
        self.now += timedelta(**by)


# --- writing and reading, briefly ---------------------------------------------------------------------------------


def add(database: Database, record: RecordType, **typed: Any) -> int:
    """Create a record; its id."""
    return records.create(database, record, typed).row_id


def add_customer(database: Database, name: str = "Acme Ltd", **typed: Any) -> int:
    """Create a customer; its id."""
    return add(database, Customer, name=name, **typed)


def add_contact(database: Database, customer_id: int, first_name: str = "Bea", **typed: Any) -> int:
    """Create a contact of a customer; its id."""
    return add(database, Contact, customer_id=customer_id, first_name=first_name, **typed)


def add_work_item(
    database: Database, customer_id: int | None = None, title: str = "Mend the roof", **typed: Any
) -> int:
    """Create a work item; its id."""
    return add(database, WorkItem, customer_id=customer_id, title=title, **typed)


def published(database: Database, record: RecordType, *, mark: str = "") -> list[dict[str, Any]]:
    """The records of a type outside the trash, in their published shape."""
    with open_snapshot(database) as snapshot:
        return list(shapes.export(snapshot, record, mark=mark))


def get(database: Database, record: RecordType, row_id: int) -> dict[str, Any]:
    """A record that must be there."""
    found = rows.one(database, record, row_id)
    assert found is not None
    return found


def content_of(database: Database, document: Mapping[str, Any]) -> Path:
    """Where the file of a document is."""
    return Files(database.path).path(document["sha256"])


def name_of_a_dead_process() -> str:
    """The name of a temporary file whose maker has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return temporary_name("test").replace(f"-{os.getpid()}-", f"-{ended.pid}-")


def primaries(database: Database, customer_id: int) -> list[int]:
    """Ids of a customer's primary contacts that are not in the trash."""
    found = database.select(
        "SELECT id FROM contact WHERE customer_id = ? AND is_primary AND trashed IS NULL ORDER BY id", [customer_id]
    )
    return [row["id"] for row in found]


def dump(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every column of every row of the journaled tables, users left out: they belong to nobody's undo."""
    return {
        record.info.name: database.select(f'SELECT * FROM "{record.info.name}" ORDER BY id')
        for record in database.schema.records
        if record.info.journaled and record.info.name != "user"
    }


def whole(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the file, without the journal and what is made from other rows."""
    with closing(driver.connect(database.path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        ).fetchall()
        kept = [name for (name,) in tables if name not in _MADE_ANEW and not name.endswith(OF_FTS5)]
        return {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in kept}


def batches(database: Database) -> int:
    """How many batches the journal has."""
    return int(database.select("SELECT count(*) AS n FROM batch")[0]["n"])


def raw(path: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement the way another program would, around the services. Raises the driver's errors."""
    with closing(driver.connect(path)) as connection:
        return connection.execute(statement, values).fetchall()


def damage_to_search(path: Path, schema: Schema = SHIPPED) -> list[str]:
    """What of the search index and the related texts is not as it would be if it were made anew from the rows."""
    from capptro_tui.db.indexes import derived, former_names, search_index

    with closing(driver.connect(path)) as connection:
        records = search_index.searchable(schema)
        tables = [table for index in search_index.indexes(schema) for table in index.tables]
        wrong = [table for table in tables if not derived.is_whole(connection, table)]
        for record in former_names.records(schema):
            blocks = former_names.suspects(connection, record)
            if any(former_names.wrong_among(connection, record, ids) for ids in blocks):
                wrong.append(f"former names {record.info.name}")
        return wrong + [
            f"related {record.info.name}" for record in records if derived.unrelated(connection, schema, record)
        ]


def digest(path: Path) -> str:
    """A file's SHA-256, to see that it was left as it was."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def overwrite_root(path: Path, name: str) -> None:
    """Damage a closed file as a bad disk would: the first page of a table or index says nothing any more."""
    [(page,)] = raw(path, "SELECT rootpage FROM sqlite_master WHERE name = ?", name)
    [(size,)] = raw(path, "PRAGMA page_size")
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    path.write_bytes(content)


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with a database and no link in it leads nowhere."""
    return raw(path, "PRAGMA integrity_check") == [("ok",)] and raw(path, "PRAGMA foreign_key_check") == []


def is_plain(message: object) -> bool:
    """Whether a message can be shown to people: short, on one line, a whole sentence, no insides of the program."""
    text = str(message)
    insides = ("traceback", "error)", "sqlalchemy", "sqlite3", "errno", "select ", "insert ", "constraint failed")
    return (
        10 < len(text) < 400
        and text.isprintable()
        and text.endswith(".")
        and not any(word in text.lower() for word in insides)
    )


# --- a record type that no release knows --------------------------------------------------------------------------

_SORTS = (
    Choice("car", "Car", "●", Tone.GOOD, open=True),
    Choice("van", "Van", "■", Tone.ACTIVE, open=True),
    Choice("scrapped", "Scrapped", "✗"),
)


class Vehicle(
    Record,
    name="vehicle",
    label="Vehicle",
    plural="Vehicles",
    letter="V",
    title=("make", "plate"),
    has_list=True,
    tab=6,
):
    """A customer's vehicle: a record type of a test, with a field of every kind that people type."""

    customer_id: int = field(
        "Customer", Link("customer", on_delete=TRASH_WITH), required=True, indexes_target=True, column=5
    )
    plate: str = field("Plate", Text(limit=20), required=True, column=1, match=Match.REFERENCE)
    make: str = field("Make", column=2, grow=1, match=Match.WORDS)
    sort: str = field("Sort", ChoiceOf(_SORTS), default="car", column=3)
    colour: str = field("Colour", default="white", section="Looks")
    notes: str = field("Notes", Multiline(limit=4000), section="Looks")
    mileage: int | None = field("Mileage", Integer(), column=4, width=10)
    value: float | None = field("Value", Real())
    is_electric: bool = field("Electric", Boolean(), default=False)
    bought: str | None = field("Bought", Date())
    next_service: str | None = field("Next service", DatetimeLocal())
    driver_email: str = field("Driver's email", Email(), match=Match.EMAIL)
    driver_phone: str = field("Driver's phone", Phone(), match=Match.PHONE)
    manual: str = field("Manual", Url())


class CustomerWithTier(Customer):
    """A customer with two fields of one business: a searched and listed text with a default, and a number."""

    tier: str = field("Tier", default="basic", match=Match.WORDS, column=9)
    visits: int | None = field("Visits", Integer())


WITH_TIERS = SHIPPED.with_records(CustomerWithTier)
"""The schema of a business that has these fields."""

WITH_VEHICLES = SHIPPED.with_records(Vehicle)
"""The schema of a release that has vehicles, too."""


def engine_on(database: Database) -> Engine:
    """An SQLAlchemy engine on a database; the program has none but where a file is made or migrated."""
    from sqlalchemy import StaticPool, create_engine

    connect = partial(driver.connect, database.path)
    return create_engine("sqlite://", module=driver.sqlite, creator=connect, poolclass=StaticPool)
