"""The command palette: every command by its name, and every record by anything that a search finds.

Customers and work items are listed at once, other records behind them as soon as they are found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeAlias

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from capptro_tui.config import DARK, LIGHT
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType, parse_number
from capptro_tui.models.schema import Schema
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.screens.base import BrowseScreen, DeskScreen, Dialog
from capptro_tui.screens.behaviours import screen_behaviour
from capptro_tui.screens.forms.form_pasting import ways_to_paste
from capptro_tui.screens.new_record import begin_new
from capptro_tui.screens.routes import offered
from capptro_tui.services.records.belonging import InView
from capptro_tui.services.search.find import Hit, find, searchable
from capptro_tui.show import show
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.keys.keys import key_name
from capptro_tui.widgets.page.marks import value_shown

Run: TypeAlias = Callable[[], Any]
"""The action of a command. If it returns an awaitable, the app awaits it."""

_RECORDS = 8
"""Most records offered for a text, once of the types searched first and once of the others."""

_ELSEWHERE = frozenset({"new", "work_item", "undo", "redo", "help", "back", "screen"})
"""Actions of screens that the general commands already contain."""


@dataclass(frozen=True, slots=True)
class PaletteCommand:
    """A command: its name, its meaning, its action, and other words that find it."""

    label: str
    help: str
    run: Run
    also: str = ""
    quiet: bool = False
    """Whether it is listed only for a text that matches it."""


@dataclass(frozen=True, slots=True)
class PaletteLine:
    """One line of the palette: its score for the typed text, its content and its action."""

    score: float
    line: Content
    run: Run


class Palette(Dialog[None]):
    """A text field with matching lines; enter does the first one. It closes, and then the app does it.

    A key never acts on a list that is older than the text typed before it: it waits for the newest.
    """

    AUTO_FOCUS = "LineInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="palette.close"),
        Binding("up", "move('up')", "Command above", show=False, id="palette.up"),
        Binding("down", "move('down')", "Command below", show=False, id="palette.down"),
        Binding("pageup", "move('page_up')", "Page up", show=False, id="palette.page_up"),
        Binding("pagedown", "move('page_down')", "Page down", show=False, id="palette.page_down"),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        """`below` is the screen whose own commands are offered first."""
        super().__init__()
        self.below = below
        self.offered: list[PaletteLine] = []
        self._text = ""
        self._searching = False
        self._waiting: list[Run] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield LineInput(placeholder="A command, or a name, number or phone")
            yield OptionList(markup=False, compact=True)

    def on_mount(self) -> None:
        self._list.can_focus = False
        self._search()

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._text = event.value.strip()
        self._search()

    def _search(self) -> None:
        if not self._searching:
            self._searching = True
            self._search_on()

    @work
    async def _search_on(self) -> None:
        """Search until the result is for the present text, show it, and run the actions that waited for it."""
        found: list[PaletteLine] = []
        text = None
        is_all = False
        while text != self._text:
            text = self._text
            found = [*_fitting(commands(self.below, self.desk), text)]
            found += await self._records(text, first_searched(self.desk.schema, text))
            is_all = not found and text == self._text  # in that case a key waits for the other records
            if is_all:
                found = await self._records(text, searched_then(self.desk.schema, text))
        if not self.query(OptionList):
            return  # closed meanwhile
        self._offer(sorted(found, key=lambda entry: -entry.score))
        self._searching = False
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act()
        if text and not is_all and self.is_current:
            self._search_further(text)

    @work(exclusive=True, group="further")
    async def _search_further(self, text: str) -> None:
        """Add other records behind the lines, unless the text has changed since."""
        found = await self._records(text, searched_then(self.desk.schema, text))
        if found and text == self._text and not self._searching and self.query(OptionList):
            self.offered += found
            self._list.add_options([Option(entry.line) for entry in found])

    async def _records(self, text: str, records: Sequence[RecordType]) -> list[PaletteLine]:
        """Return the records of some types that a text finds. The search stops when the text changes."""
        if not text:
            return []
        try:
            hits = await asyncio.to_thread(
                find, self.desk.database, text, records, limit=_RECORDS, stop=lambda: text != self._text
            )
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
            return []
        return [
            PaletteLine(
                hit.score * _BEST_RECORD / 100,
                _line(highlighted(show(hit.name, 60), text), _about(hit)),
                partial(self.desk.open_page, hit.record, hit.row["id"]),
            )
            for hit in hits
        ]

    def _offer(self, found: list[PaletteLine]) -> None:
        self.offered = found
        options = [Option(entry.line) for entry in found]
        nothing = Option(Content.styled("Nothing found.", "$muted"), disabled=True)
        self._list.clear_options().add_options(options or [nothing])
        self._list.highlighted = 0 if found else None

    # Keys and mouse

    def _soon(self, act: Run) -> None:
        """Act on the newest list: now, or when it is there."""
        if self._searching:
            self._waiting.append(act)
        else:
            act()

    def action_move(self, where: str) -> None:
        """Move the cursor in the list."""
        self._soon(getattr(self._list, f"action_{'cursor_' if where in ('up', 'down') else ''}{where}"))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._soon(self._choose)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._do(self.offered[event.option_index])

    def _choose(self) -> None:
        place = self._list.highlighted
        if place is not None and place < len(self.offered):
            self._do(self.offered[place])

    def _do(self, chosen: PaletteLine) -> None:
        """Close, and let the app do what was chosen, on the screen below."""
        self.dismiss()
        self.app.call_next(chosen.run)

    def action_close(self) -> None:
        """Go back to the screen below."""
        self.dismiss()


def first_searched(schema: Schema, text: str) -> tuple[RecordType, ...]:
    """Return the record types to search first; for a typed number, its type is one of them."""
    typed = parse_number(text)
    main = [record for record in searchable(schema) if record.info.is_main]
    named = [record for record in searchable(schema) if typed and record.info.letter == typed[0] and record not in main]
    return (*main, *named)


def searched_then(schema: Schema, text: str) -> list[RecordType]:
    """Return all other record types."""
    first = first_searched(schema, text)
    return [record for record in searchable(schema) if record not in first]


def commands(screen: Screen[Any], desk: AppActions) -> Iterator[PaletteCommand]:
    """Yield the commands of a screen, then the general ones."""
    app = screen.app
    if desk.replaced is not None:
        from capptro_tui.screens.background.rescuing import COMMAND, save_copy

        yield PaletteCommand(COMMAND, "of a database that was replaced", partial(save_copy, desk), "save keep")
    yield from _here(screen)
    yield from _create(screen, desk)
    yield from _paste(screen, desk)
    yield from _journal(desk)
    yield from _go(screen, desk)
    yield from _import(desk)
    theme, label = (LIGHT, "Light theme") if app.current_theme.dark else (DARK, "Dark theme")
    yield PaletteCommand(label, "changes the colours", partial(desk.choose_theme, theme), "dark light colours")
    yield from _of_the_window(screen, desk)
    yield PaletteCommand("Quit", "asks first if something is not saved", app.action_quit, "exit close leave")


def _of_the_window(screen: Screen[Any], desk: AppActions) -> Iterator[PaletteCommand]:
    """Yield the framework's own commands, in plain words."""
    from capptro_tui.screens.commands.picture import save_picture

    about = "as a file, in your folder of pictures"
    save = partial(desk.call_after_refresh, save_picture, desk)
    yield PaletteCommand("Save a picture of the screen", about, save, "screenshot image photo print")
    if screen.query("HelpPanel"):
        yield PaletteCommand("Hide the keys", "at the side", screen.app.action_hide_help_panel, "close panel help")
    else:
        about = "at the side: what works where you are, until hidden"
        yield PaletteCommand("Show the keys", about, screen.app.action_show_help_panel, "panel help")


def _here(screen: Screen[Any]) -> Iterator[PaletteCommand]:
    """Yield the active keys of the screen as commands."""
    app = screen.app
    for key, (node, binding, enabled, tooltip) in screen.active_bindings.items():
        name = binding.action.partition("(")[0]
        if enabled and binding.show and binding.id and node is not app and name not in _ELSEWHERE:
            run = partial(app.run_action, binding.action, node)
            yield PaletteCommand(tooltip or binding.description, f"key {key_name(key)}", run, binding.description)


def _create(screen: Screen[Any], desk: AppActions) -> Iterator[PaletteCommand]:
    in_view = screen.records_in_view() if isinstance(screen, DeskScreen) else []
    for record in desk.schema.listed:
        behaviour = screen_behaviour(record)
        if behaviour.is_offered:
            label = record.info.label.lower()
            # On the page of a record of the same type, the new one is independent of it.
            belongs = behaviour.follows_its_own or not in_view or in_view[0][0] is not record
            run = partial(_begin, screen, desk, record, in_view if belongs else [])
            yield PaletteCommand(
                f"New {label}", f"adds {record.info.with_article}", run, "add create", quiet=not record.info.tab
            )


def _paste(screen: Screen[Any], desk: AppActions) -> Iterator[PaletteCommand]:
    words = "signature address card clipboard email new customer fill"
    for about, run in ways_to_paste(screen, desk):
        yield PaletteCommand("Paste details", about, run, words)


def _import(desk: AppActions) -> Iterator[PaletteCommand]:
    for record in desk.schema.listed:
        if record.info.is_typed:
            label = f"Import {record.info.plural.lower()}"
            run = partial(_begin_import, desk, record)
            words = "excel csv vcard file bring contacts"
            yield PaletteCommand(label, "from a file", run, words, quiet=not record.info.is_main)


def _begin_import(desk: AppActions, record: RecordType) -> None:
    from capptro_tui.screens.importing.opening import open_import

    open_import(desk, record)


def _begin(screen: Screen[Any], desk: AppActions, record: RecordType, in_view: Sequence[InView]) -> None:
    """Open the form of a new record that belongs to the records in view on a screen."""
    then = screen.show_made if isinstance(screen, BrowseScreen) else None
    led_by = screen.led_to_record_in_view() if isinstance(screen, DeskScreen) else {}
    begin_new(desk, record, in_view, then, led_by)


def _journal(desk: AppActions) -> Iterator[PaletteCommand]:
    from capptro_tui.screens.undoing import redo_last, undo_last
    from capptro_tui.services.history.undo import find_last

    try:
        undone, redone = find_last(desk.database), find_last(desk.database, is_redo=True)
    except Refused:  # the other commands are there all the same
        return
    if undone:
        yield PaletteCommand("Undo", show(undone[0].summary, 100), partial(undo_last, desk), "take back")
    if redone:
        yield PaletteCommand("Redo", show(redone[0].summary, 100), partial(redo_last, desk), "do again")


def _go(screen: Screen[Any], desk: AppActions) -> Iterator[PaletteCommand]:
    for place, (_, label) in enumerate(desk.tabs):
        yield PaletteCommand(f"Go to {label}", f"tab {place + 1}", partial(desk.open_tab, place), "open show list")
    for record in desk.schema.listed:
        if not record.info.tab:
            about = f"keys g {record.info.letter.lower()}"
            yield PaletteCommand(
                f"Go to {record.info.plural}", about, partial(desk.open_list, record.info.name), "open show list",
                quiet=True,
            )  # fmt: skip
    for route in offered():
        if screen.check_action("screen", (route.name,)) is not False:
            yield PaletteCommand(route.title, route.purpose, partial(desk.open_screen, route.name), route.words)


_BEGINS, _BEST_RECORD, _WORDS, _ALSO, _INSIDE = 0.95, 0.9, 0.8, 0.7, 0.2
"""Scores of matches, best first.

A command begins with the text; a record has that name; words of a command begin with the typed words; other words for
it do; a command contains the text anywhere.
"""


def fitness(typed: str, label: str, also: str = "") -> float:
    """Return how well a command matches a text, from 0 (not at all) to 1."""
    words, text = typed.lower().split(), label.lower()
    if not words:
        return 0
    if text.startswith(" ".join(words)):
        return _BEGINS
    for known, score in ((text.split(), _WORDS), ([*text.split(), *also.split()], _ALSO)):
        if all(any(one.startswith(word) for one in known) for word in words):
            return score
    return _INSIDE if all(word in text for word in words) else 0


def _fitting(offered: Iterable[PaletteCommand], text: str) -> Iterator[PaletteLine]:
    """Yield the commands that match a text; for an empty text all but the quiet ones."""
    for command in offered:
        score = fitness(text, command.label, command.also) if text else 0 if command.quiet else _BEGINS
        if score:
            yield PaletteLine(score, _line(highlighted(command.label, text), Content(command.help)), command.run)


def highlighted(text: str, typed: str) -> Content:
    """Return a text, made harmless, with the typed words marked in it."""
    content, lowered = Content(text), text.lower()
    if len(lowered) != len(text):
        return content
    for word in typed.lower().split():
        start = 0 if lowered.startswith(word) else lowered.find(f" {word}") + 1 or lowered.find(word)
        if start >= 0:
            content = content.stylize("$accent bold", start, start + len(word))
    return content


def _line(name: Content, about: Content) -> Content:
    """Return one line of the palette."""
    return Content.assemble(name, "  ", about.stylize_before("$muted"))


def _about(found: Hit) -> Content:
    """Return the record's number, the field that matched, its owner and its state."""
    record, row = found.record, found.row
    called = record.info.label if not record.info.title else f"{record.info.label} {found.number}"
    parts = [Content(found.number if record.info.is_main else called)]
    if (matched := record.fields.get(found.matched)) and matched.name not in record.info.title:
        parts.append(value_shown(matched, row))
    owner = record.owner_link()
    parts += [Content(show(row[field.key], 40)) for field in record.links() if field is owner and row[field.key]]
    if status := record.fields.get("status"):
        parts.append(value_shown(status, row))
    different = {part.plain: part for part in parts}
    return Content(" · ").join(different.values())
