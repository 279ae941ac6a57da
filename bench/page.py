"""The page of a customer with years of records, beside the page of one with ten of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench import tied
from bench.report import Row, percentile, ratio
from bench.start import app, open_filter, open_list
from bench.watch import Watch

GOAL = 0.1
"""Seconds from a key to its paint, at the 99th percentile."""

_OPENINGS, _WALKS = 20, 4
"""Times that each page is opened, and times that it is gone through."""

_TURNS = 15
_PAGES = 25
_PAUSE, _LONG = 0.25, 1.0
_SETTLED = 3.0
"""Seconds after the start in which the program has loaded the needs of the first page."""

_OPENED, _TURNED, _PAGED = "customer page opened", "customer page, next part", "timeline, page down"
_RIGHT, _LEFT, _PAGE_DOWN, _ESCAPE = b"\x1b[C", b"\x1b[D", b"\x1b[6~", b"\x1b"


def run(path: Path, count: int, environment: Mapping[str, str]) -> list[Row]:
    """Measure in the database of `count` customers at `path`."""
    with Watch(app(path), environment) as one, Watch(app(path), environment) as other:
        busy, plain = _measure([(one, tied.BUSY), (other, tied.PLAIN)])
    at = f"at {count:,}"
    rows = []
    for what in busy:
        theirs, ours = plain[what], busy[what]
        rows.append(ratio(f"{what} {at}, p50", median(ours), median(theirs), goal=1.5))
        rows.append(ratio(f"{what} {at}, p99", percentile(ours, 99), percentile(theirs, 99), most=GOAL))
    return rows


def _measure(pages: Sequence[tuple[Watch, str]]) -> list[dict[str, list[float]]]:
    """Measure pages of customers, each in an app of its own and in turns.

    Returns:
        For each page, the seconds from key to paint of opening it, of turning to its parts, and of paging its timeline.
    """
    found: list[dict[str, list[float]]] = [{_OPENED: [], _TURNED: [], _PAGED: []} for _ in pages]
    for watch, name in pages:
        watch.until(b"Customers")
        open_list(watch)
        open_filter(watch)
        watch.press(name.encode())
        watch.frames(_SETTLED)
        watch.press(b"\r")
        watch.frames(_PAUSE)
    for _ in range(_OPENINGS):
        for (watch, _name), times in zip(pages, found, strict=True):
            times[_OPENED] += _painted(watch, b"\r")
            _close(watch)
    for _ in range(_WALKS):
        for (watch, _name), times in zip(pages, found, strict=True):
            _walk(watch, times)
    return found


def _walk(watch: Watch, times: dict[str, list[float]]) -> None:
    """Open a page, turn to each of its parts, and go down the timeline."""
    times[_OPENED] += _painted(watch, b"\r")
    for _ in range(_TURNS):
        times[_TURNED] += _painted(watch, _RIGHT)
    watch.press(_LEFT * _TURNS)
    watch.frames(_LONG)
    watch.press(_LEFT)  # the first part, then the last: the timeline
    watch.frames(_LONG)
    times[_PAGED] += _paged(watch)
    _close(watch)


def _close(watch: Watch) -> None:
    watch.press(_ESCAPE)
    watch.frames(_LONG)


def _paged(watch: Watch) -> list[float]:
    """Go down to the end, and return the seconds from each key to the page below."""
    found, shown = [], b""
    for _ in range(_PAGES):
        sent = watch.press(_PAGE_DOWN)
        frames = [(when, text) for when, text in watch.frames(_PAUSE) if text.strip()]
        if not frames or frames[-1][1] == shown:
            break
        shown = frames[-1][1]
        found.append(frames[0][0] - sent)
    return found


def _painted(watch: Watch, key: bytes) -> list[float]:
    """Return the seconds from a key to the first frame with text, as a list that is empty if none came."""
    sent = watch.press(key)
    frames = [when - sent for when, text in watch.frames(_PAUSE) if text.strip()]
    return frames[:1]
