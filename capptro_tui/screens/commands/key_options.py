"""Keys in the config file: the bindings that can be changed, and checks of the requested keys."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from itertools import combinations
from types import ModuleType

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from capptro_tui.config import Config, suggestion
from capptro_tui.widgets.keys.key_check import check_key
from capptro_tui.widgets.keys.keys import key_name

_OURS = "capptro_tui."


@dataclass(frozen=True, slots=True)
class KeyOption:
    """A binding whose keys can be changed: its id, its keys, and its meanings on the screens that have it."""

    name: str
    keys: str
    meaning: str


@dataclass(slots=True)
class KeysInUse:
    """The usable keys of the config file by binding id, and a sentence for each key that is not usable."""

    keys: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@cache
def key_options() -> dict[str, KeyOption]:
    """Return every binding that has an id, by id. This loads all screens."""
    found = _by_id(binding for kind in _kinds() for binding in _declared(kind))
    return {name: found[name] for name in sorted(found)}


def _by_id(bindings: Iterable[Binding], *, nearest: bool = False) -> dict[str, KeyOption]:
    """Group bindings by id, each with all its keys and its meanings; with `nearest`, only the first meaning."""
    keys: dict[str, dict[str, None]] = {}
    words: dict[str, dict[str, None]] = {}
    for binding in bindings:
        if binding.id:
            keys.setdefault(binding.id, {})[binding.key] = None
            words.setdefault(binding.id, {})[binding.tooltip or binding.description] = None
    meanings = {name: [text for text in those if text][: 1 if nearest else None] for name, those in words.items()}
    return {name: KeyOption(name, ",".join(keys[name]), ", ".join(meanings[name])) for name in keys}


def with_usable_keys(config: Config) -> Config:
    """Return a config with its usable keys only, and a sentence for each other key among its problems."""
    if not config.keys:
        return config
    found = check_keys(config.keys)
    problems = (*config.problems, *(f"Config: {text}" for text in found.problems))
    return replace(config, keys=found.keys, problems=problems)


def check_keys(asked: Mapping[str, str]) -> KeysInUse:
    """Check requested keys: the binding must be known, the keys must exist, and each must be unique in its place.

    Args:
        asked: binding id to keys, separated by commas.
    """
    found, options = KeysInUse(), key_options()
    for name, text in asked.items():
        if name not in options:
            found.problems.append(f"[keys]: there is no “{name[:40]}”.{suggestion(name, [*options])}")
            continue
        checked = [check_key(one) for one in text.split(",")]
        found.problems += [f"[keys] {name}: {one.problem}" for one in checked if one.problem]
        if keys := ",".join(dict.fromkeys(one.key for one in checked if not one.problem)):
            found.keys[name] = keys
    while clash := _first_clash(found.keys):
        name, other, key = clash
        found.problems.append(
            f"[keys] {name}: “{key_name(key)}” is the key of “{other.name}” ({other.meaning}) in the same place, so it"
            " is not used."
        )
        left = [one for one in found.keys[name].split(",") if one != key]
        found.keys[name] = ",".join(left)
        if not left:
            del found.keys[name]
    return found


def _first_clash(keys: Mapping[str, str]) -> tuple[str, KeyOption, str] | None:
    """Return a binding with a requested key, another binding of the same place with that key, and the key.

    Of two bindings the one requested last loses the key. None if there is no clash.
    """
    order = list(keys)
    for place in _places():
        by_key: dict[str, dict[str, None]] = {}
        for name, usual in place.items():
            for key in keys.get(name, usual.keys).split(","):
                by_key.setdefault(key, {})[name] = None
        for key, names in by_key.items():
            for one, other in combinations(names, 2):
                together = all(key in place[name].keys.split(",") for name in (one, other))
                if not together and (changed := [name for name in (one, other) if name in keys]):
                    last = max(changed, key=order.index)
                    return last, place[other if last == one else one], key
    return None


@cache
def _places() -> list[dict[str, KeyOption]]:
    """Return, for each screen, the bindings of it, its widgets and the app, by id, with their meaning there."""
    apps = [kind for kind in _kinds() if issubclass(kind, App)]
    found = []
    for screen in (kind for kind in _kinds() if issubclass(kind, Screen)):
        there = (binding for kind in [screen, *_widgets_on(screen), *apps] for binding in _all(kind))
        found.append(_by_id(there, nearest=True))
    return found


def _widgets_on(screen: type[DOMNode]) -> Iterable[type[DOMNode]]:
    """Return the widget classes that a screen may contain: those named in its module and in theirs."""
    found: dict[type[DOMNode], None] = {}
    waiting = [kind.__module__ for kind in screen.__mro__ if kind.__module__.startswith(_OURS)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for kind in _classes(sys.modules[name]):
            if not issubclass(kind, Screen | App):
                found[kind] = None
                waiting += [base.__module__ for base in kind.__mro__ if base.__module__.startswith(_OURS + "widgets.")]
    return found


def _classes(module: ModuleType) -> Iterator[type[DOMNode]]:
    return (one for one in vars(module).values() if isinstance(one, type) and issubclass(one, DOMNode))


def _all(kind: type[DOMNode]) -> Iterator[Binding]:
    """Yield the program's own bindings of a class and its bases."""
    for base in kind.__mro__:
        if base.__module__.startswith(_OURS):
            yield from _declared(base)


def _declared(kind: type) -> Iterator[Binding]:
    return iter(Binding.make_bindings(vars(kind).get("BINDINGS", ())))


@cache
def _kinds() -> tuple[type[DOMNode], ...]:
    """Return every class of screen, widget and app of the program."""
    for folder in ("widgets", "screens"):
        package = import_module(f"{_OURS}{folder}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(f"{_OURS}widgets.textual_patches."):  # some of these are for other systems
                import_module(module.name)
    found: dict[type[DOMNode], None] = {}
    waiting: list[type[DOMNode]] = [DOMNode]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(_OURS):
            found[kind] = None
    return tuple(sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__)))
