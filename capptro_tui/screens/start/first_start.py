"""The first start: there is no database yet, and the user chooses how to begin."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.schema import Schema
from capptro_tui.models.system.settings import Settings
from capptro_tui.screens.base import BREAKPOINTS
from capptro_tui.screens.forms.unsaved import UnsavedScreen
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.show import show
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.keys.key_bar import KeyBar


@dataclass(frozen=True, slots=True)
class StartOffer:
    """One way to begin: its key, its name, its meaning, and its action."""

    key: str
    title: str
    text: str
    action: str


OFFERS = (
    StartOffer("1", "Look around", "With a sample business; undo takes it out again.", "sample"),
    StartOffer("2", "Start empty", "Your own business, from its first customer.", "name"),
    StartOffer("3", "Import customers", "From Excel, your phone or another program.", "bring"),
)
"""The ways to begin, in this order. Another one is one line here and its action in `FirstStart`."""

_WORDMARK = "C a p p t r o"
_TAGLINE = "The customer desk of a small business"
_FORM = "first start"
_NAMED = tuple(Settings.fields[name] for name in ("business_name", "locale"))
"""The fields of an empty start."""


class FirstStart(UnsavedScreen[Database | None]):
    """Welcomes the user. Closes with the new database, or with None if the user leaves without one.

    Attributes:
        is_importing: whether the user wants to import customers first.
    """

    AUTO_FOCUS = "OfferRow"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-low"), (22, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(offer.key, offer.action, offer.title, id=f"first.{offer.action}") for offer in OFFERS),
        Binding("ctrl+s", "start", "Start", priority=True, id="save"),
        Binding("escape", "back", "Back", id="back"),
        Binding("escape", "leave", "Quit", id="first.leave"),
        Binding("up", "app.focus_previous", "Up", show=False, id="first.up"),
        Binding("down", "app.focus_next", "Down", show=False, id="first.down"),
    ]

    def __init__(self, path: Path, schema: Schema) -> None:
        """`path` is the path of the new database, and `schema` what it is to hold."""
        super().__init__()
        self.path = path
        self.schema = schema
        self.busy = False
        self.is_importing = False

    def on_mount(self) -> None:
        for draft in self.drafts.left_for(_FORM, "", None)[:1]:
            self._go_on_with(draft)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False), Vertical(id="middle"):
            yield Static(_WORDMARK, id="wordmark")
            yield Static(_TAGLINE, id="tagline")
            with Vertical(id="offers"):
                for offer in OFFERS:
                    yield OfferRow(offer)
            with Vertical(id="naming"):
                for field in _NAMED:
                    yield Static(Content.assemble(field.label, (f"  {field.hint}", "$muted")), classes="label")
                    yield LineInput(
                        locale_here() if field.name == "locale" else "", max_length=field.limit, id=field.name
                    )
            yield Static("", id="said")
            yield Static(self._place(), id="place")
        yield KeyBar()

    def _place(self) -> Content:
        home, path = str(Path.home()), str(self.path)
        if path.startswith(home + os.sep):
            path = "~" + path.removeprefix(home)
        return Content.assemble("Everything is kept in one file on this computer:\n", show(path, 300))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the actions of the present stage, choosing or naming, and none while the database is being made."""
        if action in ("start", "back"):
            return self.naming and not self.busy
        if action == "leave" or action in (offer.action for offer in OFFERS):
            return not self.naming and not self.busy
        return True

    @property
    def naming(self) -> bool:
        """Whether the name of the business is being asked for."""
        return self.has_class("-naming")

    # Text that is typed before there is a database

    def unsaved(self) -> Draft | None:
        """Return the name of the business, its region and language as a draft."""
        contents = {field.name: FieldContent(self.query_one(f"#{field.name}", LineInput).value) for field in _NAMED}
        name = contents[_NAMED[0].name].text.strip()
        if not name:
            return None
        title = f"Start of “{name}”"
        return Draft(self.draft_id, _FORM, title, contents=contents, typed=tuple(contents))

    @on(Input.Changed)
    def _edited(self) -> None:
        self.keep_typed_soon()

    def _go_on_with(self, draft: Draft) -> None:
        """Continue a draft of the first start."""
        with suppress(Refused):  # another window has just done so
            self.drafts.take([draft])
            self.draft_id = draft.id
            for field in _NAMED:
                self.query_one(f"#{field.name}", LineInput).value = draft.contents.get(field.name, FieldContent()).text
            self.action_name()

    # Ways to begin

    def action_sample(self) -> None:
        """Begin with the sample business."""
        from capptro_tui.services.start import demo

        self._make("Filling in the sample business…", demo.load)

    def action_bring(self) -> None:
        """Ask for the name of the business, before an import: its region decides how numbers are read."""
        self.action_name()
        self.is_importing = True

    def action_name(self) -> None:
        """Ask for the name of the business, before an empty start."""
        self.is_importing = False
        self._turn(naming=True)
        self.query_one(LineInput).focus()

    def action_start(self) -> None:
        """Begin with the name of the business, and the currency and phone region of its country."""
        typed = {field.name: self.query_one(f"#{field.name}", LineInput).value for field in _NAMED}
        self._make("Making your database…", lambda database: _name_business(database, typed))

    def action_back(self) -> None:
        """Go back to the ways to begin."""
        self._turn(naming=False)
        self.query(OfferRow).last().focus()

    def action_leave(self) -> None:
        """Leave without a database."""
        self.dismiss(None)

    # Making the database

    @work(exclusive=True)
    async def _make(self, saying: str, fill: Callable[[Database], object]) -> None:
        """Make the database in a thread, fill it, and close with it. A refusal is shown, and the user may try again."""
        self._say(saying)
        self._turn(busy=True)
        try:
            database = await asyncio.to_thread(_made, self.schema, self.path, fill)
        except Refused as refused:
            self._say(str(refused), wrong=True)
            self._turn(naming=self.naming)
        else:
            self.dismiss(database)

    def _turn(self, *, naming: bool | None = None, busy: bool = False) -> None:
        """Show the ways to begin, or the fields of an empty start. With `busy`, neither can be used."""
        if naming is not None:
            self.set_class(naming, "-naming")
        self.busy = busy
        if not self.is_running:  # closed meanwhile, it has no widgets any more
            return
        self.query_one("#middle").disabled = busy
        if not busy and self.focused is None:
            self.query_one("LineInput" if self.naming else "OfferRow").focus()
        self.refresh_bindings()

    def _say(self, text: str, *, wrong: bool = False) -> None:
        if not self.is_running:  # closed meanwhile, it has no widgets any more
            return
        said = self.query_one("#said", Static)
        said.set_class(wrong, "-wrong")
        said.update(Content(f"✗ {show(text, 400)}" if wrong else text))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Go to the next field, and start after the last one."""
        if event.input.id == _NAMED[-1].name:
            self.action_start()
        else:
            self.focus_next()


class OfferRow(Horizontal, can_focus=True):
    """One way to begin, chosen by its key, by enter, or by the mouse."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Choose", show=False, id="first.choose")]

    def __init__(self, offer: StartOffer) -> None:
        super().__init__()
        self.offer = offer

    def compose(self) -> ComposeResult:
        yield Static(self.offer.key, classes="key", markup=False)
        yield Static(Content.assemble((self.offer.title, "bold"), "\n", (self.offer.text, "$muted")), classes="offer")

    async def on_click(self) -> None:
        """Choose this way."""
        await self.action_choose()

    async def action_choose(self) -> None:
        """Choose this way."""
        await self.screen.run_action(self.offer.action)


def _made(schema: Schema, path: Path, fill: Callable[[Database], object]) -> Database:
    """Create a database at `path` and fill it. Raises Refused."""
    database = Database.create(path, schema=schema)
    try:
        fill(database)
    except Refused:
        database.close()
        raise
    return database


def _name_business(database: Database, typed: dict[str, str]) -> None:
    """Set the typed name and locale, and the values that follow from the locale. Raises Invalid."""
    from capptro_tui.models.types.amounts import currency_of
    from capptro_tui.models.types.locales import country_of
    from capptro_tui.services.records import records

    locale = str(Settings.fields["locale"].parse(typed["locale"], now=database.now(), locale=""))
    country = country_of(locale)
    follows = {"region": country, "currency": currency_of(country)}
    records.change(database, Settings, 1, {**typed, **follows})


def locale_here() -> str:
    """Return the locale of this computer, or the program's own default."""
    from capptro_tui.models.types.locales import is_locale

    language = next((value for name in ("LC_ALL", "LANG") if (value := os.environ.get(name))), "")
    found = re.match(r"[a-z]{2,3}_[A-Z]{2}\b", language)
    return found[0] if found and is_locale(found[0]) else str(Settings.fields["locale"].default)
