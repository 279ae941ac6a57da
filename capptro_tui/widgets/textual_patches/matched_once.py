"""Styles that are looked up in the style sheets once for all widgets of the same kind in the same place.

Reason: the framework tries every selector on each widget, on each part of a widget, and again whenever the focus moves.
That is a third of the time in which a form opens, though its forty fields are styled alike.

Which rules apply to a node depends on the nodes from the app down to it alone: on their types, classes and ids, and on
the pseudo-classes (`:focus`, `:first-child`) that a selector asks of them. Nodes that agree in all of that share what
was found.

Touches: `App.stylesheet`. Relies on: `Stylesheet.apply` hands the rules it has found to `replace_rules`; base styles
count their changes in `_updates`; `rules` is a new list once the style sheets are parsed anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from textual.app import App
from textual.css.model import RuleSet, Selector, SelectorType
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

MOST = 20_000
"""Places remembered, at most; all are forgotten then."""

_Key = tuple[object, ...]


_OF_THE_APP = frozenset(("ansi", "dark", "inline", "light", "nocolor"))
"""Pseudo-classes that all nodes of an app share. They are asked of the first node of a path, which is the app."""

_NOTES = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
"""What the framework notes on a node besides its styles."""


class _Outcome(NamedTuple):
    """What the style sheets say of a node: its rules, None where they say nothing, and the framework's notes."""

    rules: RulesMap | None
    notes: dict[str, bool]


class _Kinds:
    """Tells nodes apart by what the selectors of some rules ask."""

    def __init__(self, rules: list[RuleSet]) -> None:
        selectors = [one for rule in rules for each in rule.selector_set for one in each.selectors]
        self._ids = {one.name for one in selectors if one.type is SelectorType.ID}
        self._asking: list[Selector] = [one for one in selectors if one.pseudo_classes]
        self._known: dict[_Key, tuple[int, tuple[str, ...]]] = {}

    def key(self, node: DOMNode) -> _Key:
        """The same for nodes that no selector tells apart."""
        return tuple(self._parts(node.css_path_nodes))

    def _parts(self, path: Sequence[DOMNode]) -> Iterator[object]:
        yield path[0].pseudo_classes
        for node in path[1:]:
            number, asked = self._kind(node)
            yield number
            for name in asked:
                yield node.has_pseudo_class(name)

    def _kind(self, node: DOMNode) -> tuple[int, tuple[str, ...]]:
        """A number for the node's type, id and classes, and the pseudo-classes that selectors ask of such a node."""
        key = (type(node), node._id if node._id in self._ids else None, frozenset(node._classes))
        if (known := self._known.get(key)) is None:
            asked = {name for one in self._asking if one._check(node) for name in one.pseudo_classes}
            known = self._known[key] = (len(self._known), tuple(sorted(asked - _OF_THE_APP)))
        return known


class Memory(NamedTuple):
    """What has been found in style sheets."""

    kinds: _Kinds
    outcomes: dict[_Key, _Outcome]


def new_memory(rules: list[RuleSet]) -> Memory:
    """Nothing has been found in these rules yet."""
    return Memory(_Kinds(rules), {})


class MatchedOnce(Stylesheet):
    """A style sheet that remembers what it has found."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._remembered: list[RuleSet] = []
        self._memory = new_memory(self._remembered)
        self._found: list[RulesMap | None] = []
        self._styled: WeakKeyDictionary[DOMNode, tuple[int, int]] = WeakKeyDictionary()

    def apply(self, node: DOMNode, *, animate: bool = False, cache: dict[Any, Any] | None = None) -> None:
        """Style a node. What the framework passes on as its own `cache` is not needed."""
        key = self._key(node)
        known = self._memory.outcomes.get(key)
        if known is None:
            self._found.append(None)
            super().apply(node, animate=animate)
            self._memory.outcomes[key] = _Outcome(self._found.pop(), {name: getattr(node, name) for name in _NOTES})
            return
        vars(node).update(known.notes)
        if known.rules is not None:
            self._style(node, known.rules, animate)
        self._process_component_classes(node)

    def replace_rules(self, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:  # type: ignore[override]
        """Give a node the rules that were found for it; they are kept for the next node."""
        super().replace_rules(node, rules, animate)
        self._found[-1] = rules

    def _key(self, node: DOMNode) -> _Key:
        rules = self.rules  # parsed now, if need be
        if self._remembered is not rules or len(self._memory.outcomes) > MOST:
            self._remembered, self._memory = rules, new_memory(rules)
        return self._memory.kinds.key(node)

    def _style(self, node: DOMNode, rules: RulesMap, animate: bool) -> None:
        """Give a node rules that were found before, unless it has them."""
        base = node.styles.base
        if self._styled.get(node) == (id(rules), base._updates):
            node.notify_style_update()
            return
        super().replace_rules(node, rules, animate)
        if not animate:
            self._styled[node] = (id(rules), base._updates)


def match_once(app: App[Any]) -> None:
    """Style an app's widgets in this way; to be called before anything is parsed."""
    app.stylesheet = MatchedOnce(variables=app.get_css_variables())
