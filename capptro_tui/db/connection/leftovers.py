"""Checks whether the write-ahead log or rollback journal beside a database belongs to its main file.

After a crash, SQLite replays the `-wal` (or rolls back by the `-journal`) that has the database's name, whichever file
has that name by now. Over a copy that was put in the file's place, or a new file, that mixes two databases.

The proof is in the files themselves. Every transaction writes page 1, whose header holds the generation of the main
file (`main_file.py`), so the first transaction of each write-ahead log carries the generation of the file that the log
continues. A checkpoint first commits a new generation to the log and then copies the log's pages into the main file:
whatever moment it is interrupted at, the main file's generation is that of one of the log's copies of page 1. A
rollback journal holds page 1 as it was; the main file has that generation or, once page 1 is written, the next one.

Formats: https://www.sqlite.org/fileformat2.html#the_write_ahead_log, #the_rollback_journal
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from capptro_tui.db.connection.main_file import next_generation, read_generation
from capptro_tui.errors import Unusable

_WAL_MAGIC = (0x377F0682, 0x377F0683)
_WAL_HEADER, _FRAME_HEADER = 32, 24
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_GENERATION_AT = 60
"""Offset in page 1 of `user_version`, a big-endian signed number of four bytes."""


class Leftover(NamedTuple):
    """A log or journal that does not belong to the main file it lies beside.

    Attributes:
        path: its path, which ends in `-wal` or `-journal`.
        is_orphan: whether there is no main file at all.
    """

    path: Path
    is_orphan: bool


def find_misfit(database: Path) -> Leftover | None:
    """Find a log or journal that SQLite would apply to a main file it does not belong to.

    Raises:
        Unusable: a file cannot be read.
    """
    for suffix, generations in (("-wal", _generations_in_wal), ("-journal", _generations_in_journal)):
        path = database.with_name(database.name + suffix)
        try:
            with path.open("rb") as file:
                found = generations(file)
                if found is None:
                    continue
                if not database.exists():
                    return Leftover(path, is_orphan=True)
                if not _fits(read_generation(database), found):
                    return Leftover(path, is_orphan=False)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Unusable(f"The file {path} cannot be read: {error.strerror}.") from None
    return None


def wal_carries(database: Path, generation: int) -> bool:
    """Return whether a copy of page 1 in the write-ahead log beside a database has this generation."""
    try:
        with database.with_name(database.name + "-wal").open("rb") as file:
            return generation in (_generations_in_wal(file) or ())
    except OSError:
        return False


def _fits(generation: int, found: Iterator[int]) -> bool:
    """Return whether a log carries the generation of the main file.

    A file with generation 0 is of a release that kept none; its log must hold no copy of page 1.
    """
    first = next(found, None)
    if first is None:
        return generation == 0
    return first == generation or generation in found


def _generations_in_wal(file: BinaryIO) -> Iterator[int] | None:
    """Return the generation in each copy of page 1, oldest first; None for a log that SQLite would not replay."""
    header = file.read(_WAL_HEADER)
    if len(header) < _WAL_HEADER:
        return None
    magic, _, page_size, _ = struct.unpack(">4I", header[:16])
    salts, checksum = header[16:24], struct.unpack(">2I", header[24:32])
    if magic not in _WAL_MAGIC or not _is_page_size(page_size):
        return None
    order = ">" if magic & 1 else "<"
    if _checksum(header[:24], (0, 0), order) != checksum:
        return None
    frame = file.read(_FRAME_HEADER + page_size)
    if len(frame) < _FRAME_HEADER + page_size or frame[8:16] != salts:
        return None
    content = frame[:8] + frame[_FRAME_HEADER:]
    if _checksum(content, checksum, order) != struct.unpack(">2I", frame[16:24]):
        return None
    transactions = _transactions(file, page_size, salts)
    first = next(transactions, None)
    return chain(first, chain.from_iterable(transactions)) if first is not None else None


def _transactions(file: BinaryIO, page_size: int, salts: bytes) -> Iterator[list[int]]:
    """Yield the generations in each transaction's copies of page 1, up to the frames that are left of an older log.

    Uncommitted frames are left out: SQLite does not replay them. A large transaction writes pages to the log before its
    end.
    """
    place, generations = _WAL_HEADER, list[int]()
    while True:
        file.seek(place)
        start = file.read(_FRAME_HEADER + _GENERATION_AT + 4)
        if len(start) < _FRAME_HEADER + _GENERATION_AT + 4 or start[8:16] != salts:
            return
        if start[:4] == b"\0\0\0\1":
            generations.append(int(struct.unpack(">i", start[-4:])[0]))
        if start[4:8] != b"\0\0\0\0":
            yield generations
            generations = []
        place += _FRAME_HEADER + page_size


def _checksum(content: bytes, start: tuple[int, int], order: str) -> tuple[int, int]:
    """Return SQLite's running checksum over pairs of 32-bit words."""
    first, second = start
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second


def _generations_in_journal(file: BinaryIO) -> Iterator[int] | None:
    """Return the generations that the main file may have; None for a journal that SQLite would not roll back."""
    header = file.read(28)
    if len(header) < 28 or not header.startswith(_JOURNAL_MAGIC):
        return None
    records, _, _, sector_size, page_size = struct.unpack(">5I", header[8:28])
    if records == 0 or not _is_page_size(page_size) or not 32 <= sector_size <= 65536:
        return None
    return _originals_of_page_one(file, sector_size, page_size)


def _originals_of_page_one(file: BinaryIO, start: int, page_size: int) -> Iterator[int]:
    """Yield the generation of the old page 1 and the one that follows it, if the journal holds that page.

    Each record is a page number, the page and a checksum; a journal without a page count goes on to its end.
    """
    place = start
    while True:
        file.seek(place)
        record = file.read(4 + _GENERATION_AT + 4)
        if len(record) < 4 + _GENERATION_AT + 4:
            return
        if record[:4] == b"\0\0\0\1":
            generation = int(struct.unpack(">i", record[-4:])[0])
            yield generation
            yield next_generation(generation)
            return
        place += 4 + page_size + 4


def _is_page_size(size: int) -> bool:
    return 512 <= size <= 65536 and size & (size - 1) == 0
