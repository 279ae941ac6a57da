"""Look up styles once for all widgets of the same kind in the same place.

Reason: the framework tries every selector on each widget, on each part of a widget, and again whenever the focus moves.
That is a third of the time in which a form opens, though its forty fields are styled alike.

The rules of a node depend only on the nodes from the app down to it: on their types, classes and ids, and on the
pseudo-classes (`:focus`, `:first-child`) that selectors check on them: the last part of a selector checks the node
itself, the other parts check the nodes around it. Nodes that agree in all of that share one result. The parts of a
widget (the cursor of an input) are styled again only if the nodes around them differ.

Touches: `App.stylesheet`. Relies on: `Stylesheet.apply` hands the rules it has found to `replace_rules`, and styles the
parts of a widget in `_process_component_classes`; base styles count their changes in `_updates`; `rules` is a new list
once the style sheets are parsed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from textual.app import App
from textual.css.model import CombinatorType, RuleSet, Selector, SelectorType
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

MOST = 20_000
"""Most results kept; then all are dropped."""

_Key = tuple[object, ...]


_OF_THE_APP = frozenset(("ansi", "dark", "inline", "light", "nocolor"))
"""Pseudo-classes that all nodes of an app share. They are checked on the first node of a path, which is the app."""

_NOTES = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
"""Flags that the framework sets on a node besides its styles."""


class _Outcome(NamedTuple):
    """The result of the look-up for a node: its rules, None if there are none, and the framework's flags."""

    rules: RulesMap | None
    notes: dict[str, bool]


class _Kind(NamedTuple):
    """Nodes of the same type, id and classes."""

    number: int
    asked: tuple[str, ...]
    """Pseudo-classes that selectors check on such a node for its own styles."""
    asked_above: tuple[str, ...]
    """Pseudo-classes that selectors check on it for the styles of nodes inside it."""


class _Kinds:
    """Groups nodes that the selectors of some rules cannot tell apart."""

    def __init__(self, rules: list[RuleSet]) -> None:
        chains = [each.selectors for rule in rules for each in rule.selector_set]
        self._ids = {selector.name for chain in chains for selector in chain if selector.type is SelectorType.ID}
        self._asking: list[Selector] = []
        self._asking_above: list[Selector] = []
        for chain in chains:
            own = _length_of_last(chain)
            self._asking += [selector for selector in chain[-own:] if selector.pseudo_classes]
            self._asking_above += [selector for selector in chain[:-own] if selector.pseudo_classes]
        asked = {name for selector in (*self._asking, *self._asking_above) for name in selector.pseudo_classes}
        self._of_the_app = tuple(sorted(asked & _OF_THE_APP))
        self._known: dict[_Key, _Kind] = {}

    def key(self, node: DOMNode, above: _Key | None = None) -> _Key:
        """Return a key that is equal for nodes that no selector tells apart.

        `above` is the key of the nodes around it, if known.
        """
        if above is None:
            path = node.css_path_nodes
            above = tuple(self._above(path[:-1], path[0]))
        kind = self._kind(node)
        return *above, kind.number, *[node.has_pseudo_class(name) for name in kind.asked]

    def key_within(self, node: DOMNode) -> _Key:
        """Return a key for the inside of a node: in nodes with equal keys, like children get the same styles."""
        path = node.css_path_nodes
        return tuple(self._above(path, path[0]))

    def _above(self, path: Sequence[DOMNode], app: DOMNode) -> Iterator[object]:
        for name in self._of_the_app:
            yield app.has_pseudo_class(name)
        for node in path:
            kind = self._kind(node)
            yield kind.number
            for name in kind.asked_above:
                yield node.has_pseudo_class(name)

    def _kind(self, node: DOMNode) -> _Kind:
        key = (type(node), node._id if node._id in self._ids else None, frozenset(node._classes))
        if (known := self._known.get(key)) is None:
            known = _Kind(len(self._known), _asked_of(node, self._asking), _asked_of(node, self._asking_above))
            self._known[key] = known
        return known


def _length_of_last(chain: Sequence[Selector]) -> int:
    """Return the number of selectors at the end of a chain that apply to the styled node itself."""
    length = 1
    while length < len(chain) and chain[-length].combinator is CombinatorType.SAME:
        length += 1
    return length


def _asked_of(node: DOMNode, asking: Sequence[Selector]) -> tuple[str, ...]:
    """Return the pseudo-classes that some selectors check on a node, without those of the app."""
    asked = {name for selector in asking if selector._check(node) for name in selector.pseudo_classes}
    return tuple(sorted(asked - _OF_THE_APP))


class Memory(NamedTuple):
    """The results for one set of style sheets."""

    kinds: _Kinds
    outcomes: dict[_Key, _Outcome]


def new_memory(rules: list[RuleSet]) -> Memory:
    """Return an empty memory for these rules."""
    return Memory(_Kinds(rules), {})


class MatchedOnce(Stylesheet):
    """A style sheet that remembers its results."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._remembered: list[RuleSet] = []
        self._memory = new_memory(self._remembered)
        self._found: list[RulesMap | None] = []
        self._forget()

    def _forget(self) -> None:
        """Forget which nodes are styled."""
        self._styled: WeakKeyDictionary[DOMNode, tuple[int, int]] = WeakKeyDictionary()
        self._styled_within: WeakKeyDictionary[DOMNode, tuple[_Key, int]] = WeakKeyDictionary()
        self._within: tuple[DOMNode, _Key] | None = None

    def apply(self, node: DOMNode, *, animate: bool = False, cache: dict[Any, Any] | None = None) -> None:
        """Style a node. The framework's own `cache` is not used."""
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
        """Give a node the rules that were found for it, and note them for the next node."""
        super().replace_rules(node, rules, animate)
        self._found[-1] = rules

    def _process_component_classes(self, node: DOMNode) -> None:
        """Style the parts of a widget, unless they have these styles already."""
        if not node._get_component_classes():
            return
        memory, key = self._memory, self._memory.kinds.key_within(node)
        if self._styled_within.get(node) == (key, _count_updates(node)):
            return
        self._within = node, key
        super()._process_component_classes(node)
        self._within = None
        if self._memory is memory:
            self._styled_within[node] = key, _count_updates(node)

    def _key(self, node: DOMNode) -> _Key:
        rules = self.rules  # parses the style sheets if necessary
        if self._remembered is not rules or len(self._memory.outcomes) > MOST:
            self._remembered, self._memory = rules, new_memory(rules)
            self._forget()
        within = self._within
        return self._memory.kinds.key(node, within[1] if within and within[0] is node._parent else None)

    def _style(self, node: DOMNode, rules: RulesMap, animate: bool) -> None:
        """Give a node rules that were found before, unless it has them."""
        base = node.styles.base
        if self._styled.get(node) == (id(rules), base._updates):
            node.notify_style_update()
            return
        super().replace_rules(node, rules, animate)
        if not animate:
            self._styled[node] = (id(rules), base._updates)


def _count_updates(node: DOMNode) -> int:
    """Return a number that changes with the styles of a widget's parts and their updates."""
    return sum(1 + styles._cache_key for styles in node._component_styles.values())


def match_once(app: App[Any]) -> None:
    """Style an app's widgets in this way. Call it before any style sheet is parsed."""
    app.stylesheet = MatchedOnce(variables=app.get_css_variables())
