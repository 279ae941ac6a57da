"""The map of a customer's sites and geofences."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from capptro_tui.errors import Refused
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer, customer_of
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.system.settings import Settings
from capptro_tui.screens.base import BrowseScreen, DeskScreen
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.places.maps import Scene, Spot, Subject, scene
from capptro_tui.services.places.places import fence_link
from capptro_tui.services.records.belonging import InView
from capptro_tui.show import show
from capptro_tui.widgets.map.map import Map
from capptro_tui.widgets.map.map_legend import MapLegend
from capptro_tui.widgets.textual_patches.boxes import Across

_LONGEST = 60
_SHOWN = (Customer, Site, Geofence, Settings)
"""The record types that a map shows."""


class MapScreen(BrowseScreen[None]):
    """A customer's places and geofences, or those around the business."""

    AUTO_FOCUS = ""
    HELP = (
        "`tab` goes from place to place, and the line below tells where it is; `enter` opens it.\n"
        "`+` and `-` show less and more, the arrows move the map, `0` shows all of it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", tooltip="Edit the place under the cursor", id="edit"),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        """`below` is the screen whose record it shows, if it is about one."""
        super().__init__()
        self.subject = below.record_in_view() if isinstance(below, DeskScreen) else None
        self._shown = False

    def body(self) -> ComposeResult:
        yield Static("Map", id="title", classes="title")
        with Across(id="ground"):
            yield Map()
            yield MapLegend()
        yield Static(id="told")
        yield Static(id="nothing")

    def on_mount(self) -> None:
        self.query_one("#nothing").display = False
        self._read()

    @property
    def map(self) -> Map:
        """The map."""
        return self.query_one(Map)

    def customer_in_view(self) -> int | None:
        """Return the id of the customer whose place is under the cursor."""
        spot = self.map.spot if self.is_mounted else None
        if spot is not None:
            return customer_of(spot.record, spot.row)
        return customer_of(self.subject[0], {"id": self.subject[1]}) if self.subject else None

    def records_in_view(self) -> list[InView]:
        """Return the record whose place is under the cursor."""
        spot = self.map.spot if self.is_mounted else None
        if spot is None:
            return super().records_in_view()
        return [(spot.record, spot.row)] if spot.record.info.letter else []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow editing a record that has a place or could have one. The map does not open on itself."""
        if action == "edit":
            return self._editable() is not None
        return (action, parameters) != ("screen", ("map",))

    def written(self, result: WriteResult) -> None:
        """Read the map again if a record of its types was written."""
        if any(result.touches(record) for record in _SHOWN):
            self._read()

    @work(exclusive=True, group="map")
    async def _read(self) -> None:
        """Read the map in a thread: the libraries for geometry take a moment to load."""
        try:
            found = await asyncio.to_thread(scene, self.desk.database, self.subject)
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
            return
        if self.is_running:  # closed meanwhile, it has no widgets any more
            self._show(found)

    def _show(self, found: Scene) -> None:
        is_empty = not found.spots and not found.fences
        title = f"Map of {show(found.title, _LONGEST)}" if self.subject else f"Around {show(found.title, _LONGEST)}"
        parts = [] if is_empty else [Site.info.counted(found.site_count)]
        parts += [Geofence.info.counted(len(found.fences))] if found.fences else []
        parts += ["and more"] if found.more else []
        self.query_one("#title", Static).update(Content.assemble(title, ("  " + ", ".join(parts), "$muted not bold")))
        self.query_one("#ground").display = self.query_one("#told").display = not is_empty
        self.query_one("#nothing").display = is_empty
        self.query_one("#nothing", Static).update(self._nothing())
        self.map.show_scene(found, keep=self._shown)
        self.query_one(MapLegend).show_scene(found, self.map.cursor)
        self._shown = not is_empty
        if not is_empty:
            self.map.focus()
        self.refresh_bindings()

    def _nothing(self) -> Content:
        """Return advice on how to get a map, for records without coordinates."""
        editable = self._editable()
        first = "Press" if editable is not None else "Open a site, press"
        ref = number(*editable) if editable is not None else number(Site, 42)
        lat, lng = (editable[0] if editable is not None else Site).info.located[-1]
        return Content.assemble(
            ("There is nothing to show yet: none of these places has coordinates.\n\n", "bold"),
            f"{first} ", ("e", "$accent bold"), " and fill in the latitude and longitude, such as 51.5074 and -0.1278.",
            " A customer has them with its addresses, a site with its own, your business in the settings.\n\n",
            (f"From a script:\n  capptro set {ref} {lat}=51.5074 {lng}=-0.1278\n", "$muted"),
            (f"  capptro geofence import {ref} FILE.geojson", "$muted"),
        )  # fmt: skip

    # The cursor

    @on(Map.Highlighted)
    def _moved(self, event: Map.Highlighted) -> None:
        self.query_one("#told", Static).update(self._describe(event.spot))
        self.query_one(MapLegend).point_at(self.map.cursor)

    def _describe(self, spot: Spot | None) -> Content:
        """Return the lines about a place: its name, and the geofences and distances around it."""
        found = self.map.scene
        if spot is None or found is None:
            return Content("")
        said = " · ".join(show(part, _LONGEST) for part in found.describe(spot))
        about = f"  {spot.number}  {spot.place.lat:.5f}, {spot.place.lng:.5f}"
        name = Content.assemble((f"{spot.mark} ", "$accent"), (show(spot.name, _LONGEST), "bold"), (about, "$muted"))
        return Content.assemble(name.truncate(max(1, self.size.width - 4), ellipsis=True), "\n", said)

    @on(Map.Opened)
    def _opened(self, event: Map.Opened) -> None:
        spot = event.spot
        if spot.is_business:
            self.desk.open_tab([mode for mode, _ in self.desk.tabs].index("settings"))
        elif self.subject == (spot.record, spot.row["id"]):
            self.action_back()
        else:
            self.desk.open_page(spot.record, spot.row["id"])

    def action_edit(self) -> None:
        """Edit the record whose place is under the cursor, or the one that should have a place."""
        if editable := self._editable():
            self.desk.open_form(*editable)

    def _editable(self) -> Subject | None:
        spot = self.map.spot if self.is_mounted else None
        if spot is not None:
            return spot.record, spot.row["id"]
        return self.subject if self.subject and fence_link(self.subject[0]) and not self._shown else None
