"""The command palette: every command of the program by its name, and customers and work items by theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from capptro_tui.config import DARK, LIGHT
from capptro_tui.errors import Refused
from capptro_tui.models.customer import Customer
from capptro_tui.models.registry import RECORDS
from capptro_tui.models.work_item import WorkItem
from capptro_tui.screens.base import Desk, DeskScreen, begin_work_item
from capptro_tui.services.find import Hit as Found
from capptro_tui.services.find import find
from capptro_tui.services.history import redo_label, undo_label
from capptro_tui.show import show
from capptro_tui.widgets.keys import key_name
from capptro_tui.widgets.marks import value_shown

_SEARCHED = (Customer, WorkItem)
_RECORDS = 8
"""Most records offered for what is typed."""

_ELSEWHERE = frozenset({"new", "work_item", "undo", "redo", "help", "back", "screen"})
"""Actions of screens that the commands for anywhere have in them."""


class Palette(CommandPalette):
    """The palette of the whole program: type, and enter does what stands first."""

    CSS_PATH = "palette.tcss"

    def __init__(self) -> None:
        super().__init__([DeskCommands, RecordSearch], placeholder="A command, or a name, number or phone")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done: what it is called, what it means, and other words that find it."""

    label: str
    help: str
    run: Callable[[], Any]
    also: str = ""


class DeskCommands(Provider):
    """What can be done on the screen below, and what can be done anywhere."""

    async def discover(self) -> Hits:
        """Everything that can be done."""
        for command in self._commands():
            prompt = _prompt(Content(command.label), Content(command.help))
            yield DiscoveryHit(prompt, command.run, text=command.label)

    async def search(self, query: str) -> Hits:
        """What has the typed words in its name."""
        for command in self._commands():
            if score := fitness(query, command.label, command.also):
                prompt = _prompt(highlighted(command.label, query), Content(command.help))
                yield Hit(score, prompt, command.run, text=command.label)

    def _commands(self) -> Iterator[Command]:
        yield from self._here()
        desk = cast(Desk, self.app)
        yield from self._create(desk)
        yield from self._journal(desk)
        yield from self._go(desk)
        dark = self.app.theme == DARK
        yield Command(
            "Light theme" if dark else "Dark theme",
            "changes the colours",
            partial(desk.choose_theme, LIGHT if dark else DARK),
            "dark light colours",
        )
        yield Command("Help", "how to, and every key", partial(desk.open_screen, "help"), "keys")
        yield Command("Quit", "everything is saved already", self.app.action_quit, "exit close")

    def _here(self) -> Iterator[Command]:
        """What the footer of the screen below offers."""
        for key, (node, binding, enabled, tooltip) in self.screen.active_bindings.items():
            name = binding.action.partition("(")[0]
            if enabled and binding.show and binding.id and node is not self.app and name not in _ELSEWHERE:
                run = partial(self.app.run_action, binding.action, node)
                yield Command(tooltip or binding.description, f"key {key_name(key)}", run, binding.description)

    def _create(self, desk: Desk) -> Iterator[Command]:
        for record in RECORDS:
            if record.info.tab:
                label = record.info.label.lower()
                run = partial(desk.open_form, record)
                if record is WorkItem:
                    customer_id = self.screen.customer_in_view() if isinstance(self.screen, DeskScreen) else None
                    run = partial(begin_work_item, desk, customer_id)
                yield Command(f"New {label}", f"adds a {label}", run, "add create")

    def _journal(self, desk: Desk) -> Iterator[Command]:
        from capptro_tui.services import undo

        if what := undo_label(desk.database):
            yield Command("Undo", show(what, 100), partial(desk.perform, undo.undo), "take back")
        if what := redo_label(desk.database):
            yield Command("Redo", show(what, 100), partial(desk.perform, undo.redo), "do again")

    def _go(self, desk: Desk) -> Iterator[Command]:
        for place, (_, label) in enumerate(desk.tabs):
            yield Command(f"Go to {label}", f"tab {place + 1}", partial(desk.open_tab, place), "open show")
        for name, about in (("trash", "what was deleted"), ("history", "everything that was done")):
            if self.screen.check_action("screen", (name,)) is not False:
                yield Command(name.capitalize(), about, partial(desk.open_screen, name), "deleted restore journal")


class RecordSearch(Provider):
    """Customers and work items by any part of a name, number, phone or what else the search finds them by."""

    async def search(self, query: str) -> Hits:
        """The best few records; choosing one opens its page."""
        desk = cast(Desk, self.app)
        try:
            found = await asyncio.to_thread(find, desk.database, query, _SEARCHED, limit=_RECORDS)
        except Refused as refused:
            desk.say(str(refused), severity="error")
            return
        for one in found:
            name = show(one.name, 60)
            prompt = _prompt(highlighted(name, query), _about(one))
            run = partial(desk.open_page, one.record, one.row["id"])
            yield Hit(one.score * _BEST_RECORD / 100, prompt, run, text=name)


_BEGINS, _BEST_RECORD, _WORDS, _ALSO, _INSIDE = 0.95, 0.9, 0.8, 0.7, 0.2
"""How well something fits: a command that begins so, a record that is called so, a command with words that begin so,
one with other words that do, one that has it anywhere."""


def fitness(typed: str, label: str, also: str = "") -> float:
    """How well a command fits what was typed, 0 for not at all."""
    words, text = typed.lower().split(), label.lower()
    if not words:
        return 0
    if text.startswith(" ".join(words)):
        return _BEGINS
    for known, score in ((text.split(), _WORDS), ([*text.split(), *also.split()], _ALSO)):
        if all(any(one.startswith(word) for one in known) for word in words):
            return score
    return _INSIDE if all(word in text for word in words) else 0


def highlighted(text: str, typed: str) -> Content:
    """A harmless text with the words that were typed marked in it."""
    content, lowered = Content(text), text.lower()
    if len(lowered) != len(text):
        return content
    for word in typed.lower().split():
        start = 0 if lowered.startswith(word) else lowered.find(f" {word}") + 1 or lowered.find(word)
        if start >= 0:
            content = content.stylize("$accent bold", start, start + len(word))
    return content


def _prompt(name: Content, about: Content) -> Content:
    """One line of the palette."""
    return Content.assemble(name, "  ", about.stylize_before("$muted"))


def _about(found: Found) -> Content:
    """The record's number, what was found in it, what it belongs to and its state."""
    record, row = found.record, found.row
    parts = [Content(found.number)]
    if (matched := record.fields.get(found.matched)) and matched.name not in record.info.title:
        parts.append(value_shown(matched, row))
    parts += [Content(show(row[one.key], 40)) for one in record.links() if one.snapshot and row[one.key]]
    parts.append(value_shown(record.fields["status"], row))
    different = {part.plain: part for part in parts}
    return Content(" · ").join(different.values())
