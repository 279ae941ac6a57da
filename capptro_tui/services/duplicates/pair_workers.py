"""Compares very many customers in other processes, so that typing in this one stays fast."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, redirect_stderr
from itertools import chain
from multiprocessing import get_context, parent_process, resource_tracker
from pathlib import Path
from sys import __stderr__
from threading import Thread
from typing import TYPE_CHECKING

from capptro_tui.db.database import Database
from capptro_tui.models.schema import Schema
from capptro_tui.services.duplicates.pair_finder import Block, Finder, PairTask

if TYPE_CHECKING:
    from capptro_tui.db.connection.file_guard import FileState
    from capptro_tui.matching.signatures import ManyShapes

WORTH = 20
"""Least number of tasks for which another process is worth its start, of half a second."""

_MOST = 4
"""Most processes: each grows to some 150 MB."""

_AHEAD = 2
"""Tasks queued in each process, so that it need not wait for the next."""

_NICE = 5
"""Niceness of the processes, so that they yield to the program in which the user types."""


def blocks(database: Database, many: ManyShapes | None, tasks: Sequence[PairTask]) -> Iterator[Block]:
    """Yield the result of each task, in any order. Raises Unusable."""
    count = min(_MOST, os.cpu_count() or 1, len(tasks) // WORTH)
    if count < 2:
        yield from map(Finder(database, many).block, tasks)
        return
    # Tasks next to each other share names, so each process gets a stretch of them.
    stretches = [deque(tasks[len(tasks) * one // count : len(tasks) * (one + 1) // count]) for one in range(count)]
    running: dict[Future[Block], tuple[int, PairTask]] = {}
    try:
        with ExitStack() as stack:
            pools = [_pool(stack, database, many) for _ in stretches]
            for place, pool in list(enumerate(pools)) * _AHEAD:
                _hand_on(pool, place, stretches, running)
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    block = future.result()
                    place, _ = running.pop(future)
                    _hand_on(pools[place], place, stretches, running)
                    yield block
    except (BrokenExecutor, OSError):
        # The system has no room for the processes: the rest is done here.
        left = [task for _, task in running.values()]
        yield from map(Finder(database, many).block, [*left, *chain(*stretches)])


def _hand_on(
    pool: ProcessPoolExecutor,
    place: int,
    stretches: list[deque[PairTask]],
    running: dict[Future[Block], tuple[int, PairTask]],
) -> None:
    """Give a process the next task of its stretch, or, if that is done, the last one of the longest stretch."""
    if own := stretches[place]:
        task = own.popleft()
    elif longest := max(stretches, key=len):
        task = longest.pop()
    else:
        return
    running[pool.submit(_block, task)] = place, task


def _pool(stack: ExitStack, database: Database, many: ManyShapes | None) -> ProcessPoolExecutor:
    """Start one process, which ends with the stack."""
    # Starting a process needs a stderr that is a file; the framework's replacement is none.
    with redirect_stderr(__stderr__):
        resource_tracker.ensure_running()
    pool = ProcessPoolExecutor(
        1, get_context("spawn"), _begin, (database.path, database.schema, database.guard.state, many)
    )
    stack.callback(pool.shutdown, cancel_futures=True)
    return pool


# --- in the process itself -----------------------------------------------------------------------------------------

_finders: list[Finder] = []


def _begin(path: Path, schema: Schema, state: FileState, many: ManyShapes | None) -> None:
    # Ctrl+C is for the parent process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    Thread(target=_end_with_parent, daemon=True).start()
    _finders.append(Finder(Database.open(path, schema=schema, expected=state), many))


def _end_with_parent() -> None:
    """End this process with its parent: it would wait for its next task for ever."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _block(task: PairTask) -> Block:
    return _finders[0].block(task)
