"""Rules of geofences: a circle needs a centre and a radius, a polygon a valid shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.record import RecordType, coordinates, number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.geofence import CIRCLE, Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.link_rules import values_of
from capptro_tui.services.rules.writing import Writing

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


class GeofenceBehaviour(Behaviour):
    """Rules of geofences."""

    triggers = frozenset({"shape", "lat", "lng", "radius", "polygon", "customer_id", "site_id"})

    def check(self, writing: Writing) -> None:
        """Check a geofence that is about to be written, and complete it. Raises Invalid.

        An empty centre is filled from its site, or without a site from its customer; a polygon is stored in one form.
        """
        problems = []
        if writing.values.get("polygon", "").strip():
            problems += _written(writing.values)
        if writing.whole["shape"] == CIRCLE:
            problems += _circle(writing.transaction, writing.values, writing.whole)
        elif not writing.whole["polygon"].strip():
            problems.append(FieldError("polygon", "Polygon must be filled in: paste it as GeoJSON."))
        if problems:
            raise Invalid(problems)


def _written(values: dict[str, Any]) -> list[FieldError]:
    """Replace the typed polygon by its stored form; return the problems."""
    from capptro_tui.geo import geojson

    try:
        text = geojson.write_area(geojson.read_area(values["polygon"]))
    except geojson.Unreadable as unreadable:
        return [FieldError("polygon", f"Polygon: {unreadable}")]
    if len(text) > Geofence.fields["polygon"].limit:
        return [FieldError("polygon", "Polygon has too many points.")]
    values["polygon"] = text
    return []


def _circle(transaction: Transaction, values: dict[str, Any], whole: Mapping[str, Any]) -> list[FieldError]:
    """Fill in an empty centre of a circle; return the problems."""
    problems = []
    fields = Geofence.fields
    empty = [name for name in ("lat", "lng") if whole[name] is None]
    if len(empty) == 1:
        problems.append(FieldError(empty[0], f"{fields[empty[0]].label} must be filled in: a centre has both."))
    elif empty:
        record, row_id = _around(whole)
        centre = coordinates(record, values_of(record, transaction.get(record, row_id)))
        if centre is None:
            why = f"{number(record, row_id)} has no coordinates to take it from"
            problems.append(FieldError("lat", f"Latitude must be filled in, and longitude: {why}."))
        else:
            values["lat"], values["lng"] = centre
    if whole["radius"] is None:
        meant = " Or choose Polygon as the shape." if whole["polygon"].strip() else ""
        problems.append(FieldError("radius", f"{fields['radius'].label} must be filled in for a circle.{meant}"))
    return problems


def _around(whole: Mapping[str, Any]) -> tuple[RecordType, int]:
    """Return type and id of the record that a geofence is around."""
    return (Site, whole["site_id"]) if whole["site_id"] is not None else (Customer, whole["customer_id"])
