"""Databases to measure on: realistic customers from a seed, built once a size and kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import shutil
import unicodedata
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import cache
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from platformdirs import user_cache_path
from rich.progress import Progress

from bench import tied, words
from bench.words import Region

SEED = 7
NEAR_DUPLICATES = 0.04
"""The share of customers that are a slightly different entry of an earlier one."""
CHUNK = 10_000
"""Number of customers made at a time, in another process, while a database is built."""
_SAMPLE = 2_000
"""Number of customers that are compared to decide whether a cached database is still current."""
_AHEAD = 3
"""Number of chunks made ahead."""

Row = dict[str, Any]
T = TypeVar("T")
REGIONS, ROLES = words.read()
_WEIGHTS = list(accumulate(region.weight for region in REGIONS))


def cache_folder() -> Path:
    """Return the folder for the benchmark's files, outside the repository. It is made if missing."""
    return user_cache_path("capptro-bench", appauthor=False, ensure_exists=True)


def customers(count: int, seed: int = SEED) -> Iterator[Row]:
    """Yield `count` customers as columns and values. The first ones are the same whatever the count."""
    return (customer(index, seed) for index in range(count))


def customer(index: int, seed: int = SEED) -> Row:
    """Return the customer at a place, counted from 0."""
    rng = _random(seed, index)
    if index and rng.random() < NEAR_DUPLICATES:
        return _entered_again(_original(seed, rng.randrange(index)), rng)
    return _original(seed, index)


def contacts(count: int, seed: int = SEED) -> Iterator[Row]:
    """Yield one or two contacts for a third of `count` customers; `customer` is the customer's place, from 0."""
    return (row for index in range(count) for row in contacts_of(index, seed))


def contacts_of(index: int, seed: int = SEED) -> Iterator[Row]:
    """Yield the contacts of the customer at a place, counted from 0."""
    rng = _random(seed + 1, index)
    if rng.random() > 1 / 3:
        return
    region = rng.choices(REGIONS, cum_weights=_WEIGHTS)[0]
    for place in range(rng.choice((1, 1, 2))):
        first, last = _common(rng, region.first), _common(rng, region.last)
        yield {
            "customer": index,
            "title": rng.choice(("", "", "", "Mr", "Mrs", "Ms", "Dr")),
            "first_name": first,
            "last_name": last,
            "role": rng.choice(ROLES),
            "phone": _filled(rng, rng.choice(region.phones)),
            "email": f"{_ascii(first)}.{_ascii(last)}{rng.randrange(1000)}@{_ascii(last)}.example",
            "is_primary": place == 0,
        }


def database(count: int) -> Path:
    """Return the database of `count` customers and their contacts. It is built if the cache has none for this code."""
    from capptro_tui.locations import backup_folder

    path = cache_folder() / f"customers-{count}-{_fingerprint()}.db"
    index = path.with_suffix(".index")
    if not path.exists():
        for old in cache_folder().glob(f"customers-{count}-*"):
            if old.is_dir():
                shutil.rmtree(old)
            else:
                old.unlink()
        unfinished = path.with_suffix(".part")
        _write(unfinished, count)
        unfinished.rename(path)
        backup_folder(unfinished).rename(backup_folder(path))
    elif not index.exists() or index.read_text(encoding="utf-8") != _index_fingerprint():
        _index_anew(path)
    index.write_text(_index_fingerprint(), encoding="utf-8")
    return path


def _write(path: Path, count: int) -> None:
    """Fill a new database through the program's own write path, so that derived data are there, too."""
    from capptro_tui.db.database import Database
    from capptro_tui.models.records.contact import Contact
    from capptro_tui.models.records.customer import Customer
    from capptro_tui.services.backups import taking

    database = Database.create(path, by=("bench", "Benchmark"))
    starts = range(0, count, CHUNK)
    with (
        Progress(transient=True) as progress,
        ProcessPoolExecutor(1, get_context("spawn")) as other,
        database.write("import") as transaction,
        transaction.index_afterwards(),
    ):
        bar = progress.add_task(f"Building {count:,} customers", total=count)
        transaction.summary = f"Imported {count:,} customers and their contacts"
        ahead = deque(other.submit(_made, start, min(CHUNK, count - start)) for start in starts[:_AHEAD])
        for place, start in enumerate(starts):
            rows, people = ahead.popleft().result()
            for start_of_next in starts[place + _AHEAD : place + _AHEAD + 1]:
                ahead.append(other.submit(_made, start_of_next, min(CHUNK, count - start_of_next)))
            ids = transaction.add_many(Customer, rows)
            transaction.add_many(Contact, [_owned(one, ids[one["customer"] - start]) for one in people])
            progress.advance(bar, len(rows))
        tied.add(transaction)
    # Otherwise the app takes the daily backup while it is measured.
    taking.take_backup(database, "daily")
    database.close()


def _owned(contact: Row, customer_id: int) -> Row:
    return {name: value for name, value in contact.items() if name != "customer"} | {"customer_id": customer_id}


def _made(start: int, count: int) -> tuple[list[Row], list[Row]]:
    """Return the customers from a place on, and their contacts."""
    places = range(start, start + count)
    return [customer(place) for place in places], [row for place in places for row in contacts_of(place)]


def _index_anew(path: Path) -> None:
    """Rebuild the search index of a database made before that index changed."""
    from capptro_tui.db.connection import driver
    from capptro_tui.db.indexes import derived
    from capptro_tui.models.shipped import SHIPPED

    with closing(driver.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        derived.renew(connection, SHIPPED)
        connection.execute("COMMIT")


@cache
def _fingerprint() -> str:
    """Return a hash of everything that decides the rows of a database.

    That is the tables and their indexes, and the generated rows and derived columns of a sample.
    """
    from sqlalchemy.schema import CreateIndex, CreateTable

    from capptro_tui.db.schema.head import HEAD
    from capptro_tui.db.schema.orm import all_tables
    from capptro_tui.matching.derive import derive
    from capptro_tui.models.record import RecordType
    from capptro_tui.models.records.contact import Contact
    from capptro_tui.models.records.customer import Customer
    from capptro_tui.models.shipped import SHIPPED

    seen: list[str] = [HEAD]
    for table in all_tables(SHIPPED).sorted_tables:
        seen += [str(CreateTable(table)), *sorted(str(CreateIndex(index)) for index in table.indexes)]
    record: RecordType
    for record, rows in zip((Customer, Contact), _made(0, _SAMPLE), strict=True):
        for row in rows:
            whole = {**record.defaults(), **row}
            seen.append(repr((whole, derive(record, whole, "GB"))))
    seen.append(repr([{one.info.name: count for one, count in each.items()} for each in (tied.MANY, tied.TEN)]))
    return hashlib.sha256("".join(seen).encode()).hexdigest()[:12]


def _index_fingerprint() -> str:
    """Return a hash of everything that the database keeps besides the rows."""
    from capptro_tui.db.indexes import derived
    from capptro_tui.models.shipped import SHIPPED

    return hashlib.sha256(repr(derived.statements(SHIPPED)).encode()).hexdigest()[:12]


def _random(seed: int, index: int) -> Random:
    """Return a generator for one row, so that a row can be made without those before it."""
    return Random(seed << 32 | index)


def _original(seed: int, index: int) -> Row:
    """Return the customer at a place as first entered, not as a near duplicate."""
    rng = _random(seed, ~index & 0xFFFFFFFF)
    region = rng.choices(REGIONS, cum_weights=_WEIGHTS)[0]
    first, last = _common(rng, region.first), _common(rng, region.last)
    person = rng.random() < 0.35
    name = _person(rng, region, first, last) if person else _company(rng, region, last)
    city, _, state = _common(rng, region.places).partition("/")
    site = _ascii(name)[:24]
    row = {
        "name": name,
        "account": f"{_ascii(last)[:3].upper()}-{index * 7919 % 10_000_019:07d}" if rng.random() < 0.7 else "",
        "phone": _filled(rng, rng.choice(region.phones)) if rng.random() < 0.9 else "",
        "alt_phone": _filled(rng, rng.choice(region.phones)) if rng.random() < 0.15 else "",
        "email": _email(rng, person, first, last, site) if rng.random() < 0.8 else "",
        "contact_name": "" if person or rng.random() < 0.4 else f"{first} {last}",
        "website": "" if person or rng.random() < 0.5 else f"https://www.{site}.example",
        "status": "deactivated" if rng.random() < 0.05 else "active",
        "category": "Residential" if person else rng.choice(("Commercial", "Trade", "Hospitality")),
        "type": rng.choice(("Account customer", "Service contract", "One-off", "Prospect")),
    }
    if rng.random() < 0.9:
        street = region.street.format(number=rng.randrange(1, 180), street=_common(rng, region.streets))
        row |= {
            "billing_street": street,
            "billing_city": city,
            "billing_state": state,
            "billing_postcode": _filled(rng, region.postcode),
            "billing_country": region.country,
        }
    return row


def _entered_again(row: Row, rng: Random) -> Row:
    """Return a customer as another person would enter it: no account, and each line a little different."""
    name, phone = str(row["name"]), str(row["phone"])
    ways = [name.upper(), name.replace(" & ", " and "), _without_accents(name), slip(rng, name), slip(rng, name)]
    if len(words := name.split()) > 2:
        ways.append(" ".join(words[:-1]))
    else:
        ways.append(", ".join(reversed(words)))
    copy = row | {"name": rng.choice(ways), "account": "", "status": "active"}
    if rng.random() < 0.5:
        copy["phone"] = "".join(c for c in phone if c.isdigit() or c == "+") if rng.random() < 0.7 else ""
    if rng.random() < 0.5:
        copy["email"] = ""
    if "billing_street" in row and rng.random() < 0.5:
        copy["billing_street"] = (
            row["billing_street"].replace("Street", "St").replace("Road", "Rd").replace("raße", "r.")
        )
    return copy


def _person(rng: Random, region: Region, first: str, last: str) -> str:
    kind = rng.random()
    if kind < 0.3:
        return f"{first} {rng.choice('ABCDEFGHJKLMPRSTW')}. {last}"
    if kind < 0.4:
        return f"{first} {last}-{_common(rng, region.last)}"
    if kind < 0.5:
        return f"{first}{region.partners}{_common(rng, region.first)} {last}"
    return f"{first} {last}"


def _company(rng: Random, region: Region, last: str) -> str:
    trade, place = _common(rng, region.trades), _common(rng, region.places).partition("/")[0]
    names = [
        f"{last} {trade}",
        f"{last} {trade} {place}",
        f"{_common(rng, region.first)} {last} {trade}",
        f"{last}{region.partners}{_common(rng, region.last)}",
        f"{last}{region.partners}{_common(rng, region.last)} {trade}",
        f"{place} {trade}",
    ]
    if region.fancy:
        fancy = rng.choice(region.fancy)
        names += [f"{fancy} {trade}", f"{fancy} {trade} {place}", f"The {fancy} {trade}", f"{last} {fancy} {trade}"]
    name = rng.choice(names)
    return f"{name} {rng.choice(region.legal)}" if rng.random() < 0.6 else name


def _email(rng: Random, person: bool, first: str, last: str, site: str) -> str:
    if person:
        return f"{_ascii(first)}.{_ascii(last)}{rng.randrange(10_000)}@mail.example"
    return f"{rng.choice(('info', 'office', 'accounts', _ascii(first)))}@{site}{rng.randrange(1_000)}.example"


def _common(rng: Random, items: list[T]) -> T:
    """Choose an item, earlier ones more often: names are not evenly spread."""
    return items[int(len(items) * rng.random() ** 1.6)]


def _filled(rng: Random, pattern: str) -> str:
    """Fill a pattern with a digit for each # and a letter for each @."""
    letters = "ABCDEFGHJLNPRSTUWXY"
    return "".join(str(rng.randrange(10)) if c == "#" else rng.choice(letters) if c == "@" else c for c in pattern)


def slip(rng: Random, text: str) -> str:
    """Make one typing slip: two letters swapped, one left out or one doubled."""
    at = rng.randrange(1, max(2, len(text) - 1))
    return rng.choice(
        (
            text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at : at + 1] + text[at:],
        )
    )


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _ascii(text: str) -> str:
    """Reduce a text to lower-case letters and digits, for addresses."""
    return "".join(c for c in _without_accents(text).lower() if c.isascii() and c.isalnum()) or "x"
