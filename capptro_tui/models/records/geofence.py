"""Geofence: an area on the ground around a customer or one of its sites."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TRASH_WITH, Choice, ChoiceOf, Integer, Link, Multiline, Real

CIRCLE, POLYGON = "circle", "polygon"

SHAPES = (Choice(CIRCLE, "Circle", "◯"), Choice(POLYGON, "Polygon", "⬠"))

_CIRCLE, _POLYGON = "Circle", "Polygon"


class Geofence(
    Record, name="geofence", label="Geofence", plural="Geofences", letter="G", title=("name",), has_list=True, rank=140
):
    """A circle or a polygon on the ground; it may contain a point, and a point has a distance from its edge."""

    customer_id: int = field(
        "Customer",
        Link("customer", on_delete=TRASH_WITH),
        required=True,
        indexed_by_target=True,
        column=2,
        width=22,
        grow=1,
    )
    site_id: int | None = field("Site", Link("site", scoped_by=customer_id), autofill=True, column=3, width=18, grow=1)
    name: str = field("Name", required=True, column=1, width=24, grow=2, match=Match.WORDS)
    shape: str = field("Shape", ChoiceOf(SHAPES), default=CIRCLE, column=4, width=10)
    lat: float | None = field("Latitude", Real(low=-90, high=90), section=_CIRCLE, hint="of its centre")
    lng: float | None = field("Longitude", Real(low=-180, high=180), section=_CIRCLE)
    radius: int | None = field("Radius (m)", Integer(low=1, high=20_000_000), section=_CIRCLE, column=5, width=12)
    polygon: str = field("Polygon", Multiline(limit=200_000), section=_POLYGON, hint="GeoJSON")
