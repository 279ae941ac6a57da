"""Base classes of all screens: the bar of tabs, the line of keys, and the way to the app's services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from capptro_tui.models.record import RecordType
from capptro_tui.screens import routes
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.in_view import FocusInView
from capptro_tui.widgets.keys.key_bar import KeyBar
from capptro_tui.widgets.textual_patches.boxes import Down
from capptro_tui.widgets.textual_patches.compositor import draw_what_is_seen
from capptro_tui.widgets.textual_patches.styled_once import StyledOnce

if TYPE_CHECKING:
    from capptro_tui.services.records.belonging import InView

T = TypeVar("T")

_FIRST = ("table.open", "find", "new", "edit", "page.narrow", "page.attach", "delete", "status")
_LAST = ("work_item", "undo", "back", "help")
_PLACES = {name: place - len(_FIRST) for place, name in enumerate(_FIRST)}
_PLACES |= {name: place for place, name in enumerate(_LAST, start=1)}
"""Order of keys in the line of keys, by binding id. The keys of a single screen are at 0, as they are declared."""

BREAKPOINTS: list[tuple[int, str]] = [(0, "-narrow"), (60, "-normal"), (104, "-wide")]
"""CSS classes of a screen by its least width in cells."""


def width_class(width: int) -> str:
    """Return the CSS class of a screen of so many cells."""
    return next(name for least, name in reversed(BREAKPOINTS) if width >= least)


class DeskScreen(StyledOnce[T], FocusInView[T]):
    """A screen with the bar of tabs above and the line of keys below."""

    IS_FORM: ClassVar[bool] = False
    """Whether the screen holds typed text that is not saved yet."""
    HELP: ClassVar[str] = ""
    """Instructions for the most usual actions, which help shows above the keys: one a line, keys between backticks."""
    BLANK = True  # a plain background below the widgets
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="back"),
        Binding("slash", "find", "Find", tooltip="Search the list of this tab", key_display="/", show=False, id="find"),
        *(Binding(str(key), f"tab({key - 1})", f"Tab {key}", show=False, id=f"tab.{key}") for key in range(1, 10)),
        Binding("f1", "help", "Help", id="help"),
        Binding("question_mark", "help", "Help", show=False, id="help_letter"),
    ]

    def __init__(self) -> None:
        super().__init__()
        draw_what_is_seen(self)

    @property
    def desk(self) -> AppActions:
        """The app, as far as screens know it."""
        return cast(AppActions, self.app)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active keys in their order: the most important first, those that are the same everywhere last."""
        found = super().active_bindings
        return dict(sorted(found.items(), key=lambda item: _PLACES.get(item[1].binding.id or "", 0)))

    def compose(self) -> ComposeResult:
        # The framework gives this class with the first resize, and then styles every widget a second time.
        self.add_class(width_class(self.app.size.width), update=False)
        yield TabBar()
        with Down(id="body"):
            yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """Yield the screen's own widgets."""
        yield from ()

    def on_mount(self) -> None:
        # The framework calls this for every screen, also where a subclass has an `on_mount` of its own.
        self.desk.changed.subscribe(self, self.written)

    def on_unmount(self) -> None:
        # The subscription holds the screen until something is written.
        self.desk.changed.unsubscribe(self)

    def written(self, result: WriteResult) -> None:
        """Read again if a write concerns this screen."""

    def show_batch(self, batch: int, label: str) -> None:
        """Show only the records that a batch has written, where the screen is their list.

        Args:
            batch: the number of the batch.
            label: what they are, for people.
        """

    def show_only(self, filters: Mapping[str, Any]) -> None:
        """Show only the records with these values, by field name, where the screen is their list."""

    def come_back(self) -> None:
        """Take the keys as commands again: this first screen of a tab was opened by the tab's key."""

    def on_record_table_astray(self) -> None:
        """Explain that no row has the cursor until it is moved: keys would act on another record than before."""
        self.desk.say("What was under the cursor went away in another window. Move the cursor to go on.")

    def customer_in_view(self) -> int | None:
        """Return the id of the customer that this screen is about; None for none."""
        return None

    def records_in_view(self) -> list[InView]:
        """Return the records to which a new record made here belongs, the most important first.

        By default that is the customer in view.
        """
        from capptro_tui.models.records.customer import Customer

        customer_id = self.customer_in_view()
        return [(Customer, {"id": customer_id})] if customer_id is not None else []

    def led_to_record_in_view(self) -> Mapping[str, Sequence[int]]:
        """Return ids of the contacts and sites by which a search found the record in view, by record type."""
        return {}

    def action_back(self) -> None:
        """Go back to the screen below, if this is not the first of its tab."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()

    def record_in_view(self) -> tuple[RecordType, int] | None:
        """Return type and id of the record that this screen is about, for the map; by default the customer in view."""
        from capptro_tui.models.records.customer import Customer

        customer_id = self.customer_in_view()
        return (Customer, customer_id) if customer_id is not None else None

    def action_tab(self, place: int) -> None:
        """Go to the tab at this place, from 0."""
        self.desk.open_tab(place)

    async def action_find(self) -> None:
        """Go to the search of this tab's list, or of the customers."""
        await self.desk.find_in_list()

    def action_help(self) -> None:
        """Show the keys of this screen."""
        self.desk.open_screen(routes.HELP.name)


class BrowseScreen(DeskScreen[T]):
    """A screen without typing: letters are commands."""

    HELP = (
        "A customer calls: `w`, part of the name, `enter`, the title, `ctrl+s`.\n"
        "Somebody new: `w`, the name, `enter`, `ctrl+s`, the title, `ctrl+s`."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "work_item", "Work item", tooltip="New work item", id="work_item"),
        Binding("u", "undo", "Undo", id="undo"),
        Binding("U", "redo", "Redo", show=False, id="redo"),
        *routes.keys_of_screens(),
    ]

    def action_screen(self, name: str) -> None:
        """Show the screen of this name."""
        self.desk.open_screen(name)

    async def action_work_item(self) -> None:
        """Create a work item that belongs to the records in view."""
        from capptro_tui.models.records.work_item import WorkItem
        from capptro_tui.screens.new_record import begin_new

        begin_new(self.desk, WorkItem, self.records_in_view(), self.show_made, self.led_to_record_in_view())

    async def show_made(self, result: WriteResult | None) -> None:
        """Show the record that a form opened here has saved, under the cursor if it is in the list.

        None: nothing was saved.
        """

    async def action_undo(self) -> None:
        """Undo the last operation."""
        from capptro_tui.screens.undoing import undo_last

        await undo_last(self.desk)

    async def action_redo(self) -> None:
        """Redo the last undone operation."""
        from capptro_tui.screens.undoing import redo_last

        await redo_last(self.desk)


class Dialog(ModalScreen[T], FocusInView[T]):
    """A question over the screen below."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    def __init__(self) -> None:
        super().__init__()
        draw_what_is_seen(self)

    @property
    def desk(self) -> AppActions:
        """The app, as far as screens know it."""
        return cast(AppActions, self.app)


class TabBar(Widget):
    """The line at the top: the tabs with their keys, and the name of the business if there is room."""

    def on_mount(self) -> None:
        cast(AppActions, self.app).changed.subscribe(self, lambda _: self.refresh())

    def on_unmount(self) -> None:
        cast(AppActions, self.app).changed.unsubscribe(self)

    def _tabs(self) -> list[tuple[str, str]]:
        """Return (mode, text) of each tab. Without room, tabs far to the right show their keys alone.

        A list without a tab follows the tabs while it is shown.
        """
        desk = cast(AppActions, self.app)
        tabs = [(mode, f" {place} {label} ") for place, (mode, label) in enumerate(desk.tabs, start=1)]
        if desk.tab not in dict(tabs):
            plural = next((record.info.plural for record in desk.schema.listed if record.info.name == desk.tab), "")
            tabs += [(desk.tab, f" {plural} ")] if plural else []
        narrow = self.app.size.width < BREAKPOINTS[1][0]
        for place in reversed(range(len(desk.tabs))):
            if not narrow and sum(cell_len(text) for _, text in tabs) <= self.app.size.width:
                break
            if tabs[place][0] != desk.tab:
                tabs[place] = (tabs[place][0], f" {place + 1} ")
        return tabs

    def render(self) -> Content:
        """Return the line."""
        desk = cast(AppActions, self.app)
        tabs = self._tabs()
        content = Content.assemble(
            *((text, "bold $foreground on $panel" if mode == desk.tab else "$muted") for mode, text in tabs)
        )
        room = self.app.size.width - content.cell_length
        if room >= _BRAND + 2:
            content = Content.assemble((" Capptro ", "bold $accent"), " ", content)
            room -= _BRAND
        business = Content.styled(show(desk.business, 60), "$muted").truncate(max(0, room - 2), ellipsis=True)
        if room < _LEAST_NAME:
            return content
        return Content.assemble(content, " " * (room - business.cell_length - 1), business)

    def on_click(self, event: events.Click) -> None:
        """Go to the tab that was clicked."""
        desk = cast(AppActions, self.app)
        tabs = self._tabs()
        start = _BRAND if self.app.size.width - sum(cell_len(text) for _, text in tabs) >= _BRAND + 2 else 0
        for place, (_, text) in enumerate(tabs):
            start += cell_len(text)
            if event.x < start:
                desk.open_tab(place)
                return


_BRAND, _LEAST_NAME = 10, 10
"""Cells of the program's name, and least cells for the name of the business."""
