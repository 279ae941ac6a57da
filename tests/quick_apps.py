"""What makes thousands of apps in one process quick: what they share is made once, and waiting costs little.

Nothing of it changes what an app does. Imported by `conftest.py` before any app is made.
"""

from __future__ import annotations

import asyncio
from time import monotonic, process_time
from typing import Any
from weakref import WeakSet

from textual import app as app_module
from textual._styles_cache import StylesCache
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from capptro_tui.widgets.textual_patches import matched_once

_parse_rules = Stylesheet._parse_rules
_rules: dict[tuple[object, ...], list[RuleSet]] = {}
"""Style sheets that this process has parsed, by text and colours."""

_new_memory = matched_once.new_memory
_memories: dict[tuple[int, ...], matched_once.Memory] = {}
"""What was found in style sheets, by the ids of their rules, which `_rules` keeps."""

_wait_for_screen = Pilot._wait_for_screen

_draw = Screen._compositor_refresh
_undrawn: WeakSet[App[Any]] = WeakSet()
"""Apps whose frames are not drawn."""

_SLICE = 0.005
"""Seconds in which a process that is at rest does next to nothing. The framework looks at 0.02, twice a key."""

_AT_REST = 0.001
"""Seconds of work in a slice that are next to nothing."""


def _parse_rules_once(stylesheet: Stylesheet, *what: Any, **how: Any) -> list[RuleSet]:
    """The rules of a text: parsing them anew for each test's app took a third of its start."""
    key = (*what, *how.items(), *stylesheet._variables.items())
    if key not in _rules:
        _rules[key] = _parse_rules(stylesheet, *what, **how)
    return _rules[key]


def _share_memory(rules: list[RuleSet]) -> matched_once.Memory:
    """The same memory for all apps with the same rules."""
    key = tuple(map(id, rules))
    if key not in _memories or len(_memories[key].outcomes) > matched_once.MOST:
        _memories[key] = _new_memory(rules)
    return _memories[key]


def _is_busy(pump: MessagePump) -> bool:
    """Whether a widget works on a message, or has one to work on."""
    queue = pump._message_queue
    return bool(queue.values) or not queue.ready_event._waiters


async def _wait_for_busy(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
    """Wait until all widgets have done what they were told: at once if they have, without a message to each."""
    await asyncio.sleep(0)
    screen = pilot.app.screen
    if any(map(_is_busy, [pilot.app, *screen.walk_children(with_self=True)])):
        return await _wait_for_screen(pilot, timeout)
    return True


async def _wait_until_at_rest(least: float = 0, most: float = 1) -> None:
    """Wait after a key until the process has done what follows from it."""
    end = monotonic() + most
    worked = _AT_REST
    while worked >= _AT_REST and monotonic() < end:
        before = process_time()
        await asyncio.sleep(max(_SLICE, least))
        worked = process_time() - before


def leave_undrawn(app: App[Any]) -> None:
    """Leave out the drawing of the frames of an app without a terminal. Who looks at its screen has it drawn."""
    _undrawn.add(app)


def _draw_for_a_terminal(screen: Screen[Any]) -> None:
    app = screen.app
    if app not in _undrawn or screen is not app.screen:
        _draw(screen)
        return
    screen._compositor._dirty_regions.clear()
    screen._dirty_widgets.clear()
    app._update_mouse_over(screen)


def forget_closed_apps() -> None:
    """Let go of what the framework keeps of closed screens: the lines of a thousand widgets, which each full collection
    of garbage would go through."""
    StylesCache.get_inner_outer.cache_clear()


def make_apps_quick() -> None:
    """Apply all of this to the process."""
    Stylesheet._parse_rules = _parse_rules_once  # type: ignore[method-assign]
    matched_once.new_memory = _share_memory
    Pilot._wait_for_screen = _wait_for_busy  # type: ignore[method-assign]
    Screen._compositor_refresh = _draw_for_a_terminal  # type: ignore[method-assign]
    app_module.wait_for_idle = _wait_until_at_rest
