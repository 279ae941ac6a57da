"""Modules import each other one way: no circle, not even one that an import inside a function hides."""

from __future__ import annotations

import grimp


def circles(imported: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules each of which imports, through others, all others of its group.

    Args:
        imported: the modules that each module imports.
    """
    alive = {module: set(others) for module, others in imported.items()}
    while ends := {module for module, others in alive.items() if not others & alive.keys()}:
        alive = {module: others for module, others in alive.items() if module not in ends}
    reached = {module: reach(alive, module) for module in alive}
    groups = {frozenset({one, *(other for other in reached[one] if one in reached.get(other, ()))}) for one in alive}
    return [set(group) for group in groups if len(group) > 1]


def reach(imported: dict[str, set[str]], start: str) -> set[str]:
    """All modules that a module imports, directly or through others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = imported.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def test_a_circle_is_found() -> None:
    """The search for circles finds one, and nothing that only leads to it or comes from it."""
    imported = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}
    assert circles(imported) == [{"b", "c"}]


def test_no_modules_import_each_other() -> None:
    """What a module needs can be read without what needs the module."""
    graph = grimp.build_graph("capptro_tui", cache_dir=None)
    assert circles({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}) == []


def test_no_rooms_import_each_other() -> None:
    """The same holds for the modules and packages in each package: a room can be read without those that use it."""
    graph = grimp.build_graph("capptro_tui", cache_dir=None)
    for package in graph.modules:
        rooms = {child: graph.find_descendants(child) | {child} for child in graph.find_children(package)}
        owner = {module: child for child, modules in rooms.items() for module in modules}
        imported = {
            child: {
                owner[other]
                for module in modules
                for other in graph.find_modules_directly_imported_by(module)
                if owner.get(other, child) != child
            }
            for child, modules in rooms.items()
        }
        assert circles(imported) == [], package
