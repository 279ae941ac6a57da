"""Import and export of geofences as GeoJSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.geo import geojson
from capptro_tui.geo.geometry import Circle
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.records.customer import customer_of
from capptro_tui.models.records.geofence import CIRCLE, POLYGON, Geofence
from capptro_tui.models.schema import Schema
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.places.places import fence_link, fence_of
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing, one

_BLOCK = 200


def add_all(
    database: Database,
    record: RecordType,
    row_id: int,
    drawn: Sequence[geojson.Drawn],
    *,
    called: str = "Geofence",
    dry_run: bool = False,
) -> WriteResult:
    """Add shapes as geofences of a customer or site, in one batch.

    A shape without a name is named `called`, with a number if there are several shapes. Raises Missing, Refused for a
    record of another type or a shape that does not fit, and Invalid.
    """
    link = _link_to(record)
    row = one(database, record, row_id)
    links = {"customer_id": customer_of(record, row), link.name: row["id"]}
    with database.write("import", dry_run=dry_run) as transaction:
        transaction.get(record, row_id)
        for place, each in enumerate(drawn, 1):
            name = each.name[: Geofence.fields["name"].limit] or (f"{called} {place}" if len(drawn) > 1 else called)
            try:
                records.create_in(transaction, Geofence, {**links, "name": name, **_shape(each)}, database)
            except Invalid as invalid:
                raise Refused(f"“{name[:40]}”: {invalid}") from None
        transaction.summary = (
            f"Imported {Geofence.info.counted(len(drawn))} of {record.info.label.lower()} {record.called(row)}"
        )
        return result_of(transaction, record, row_id)


def _link_to(record: RecordType) -> Field:
    if (link := fence_link(record)) is None:
        raise Refused(f"{record.info.plural} have no geofences; name a customer or a site.")
    return link


def _shape(drawn: geojson.Drawn) -> dict[str, Any]:
    fence = drawn.fence
    if isinstance(fence, Circle):
        return {"shape": CIRCLE, "lat": fence.centre.lat, "lng": fence.centre.lng, "radius": round(fence.radius)}
    return {"shape": POLYGON, "polygon": geojson.write_area(fence)}


def features(database: Database, record: RecordType | None = None, row_id: int = 0) -> Iterator[dict[str, Any]]:
    """Return the geofences of a customer or site, or all, as GeoJSON features, oldest first.

    Raises Missing, and Refused for a record of another type.
    """
    equal: dict[str, Any] = {}
    if record is not None:
        equal = {_link_to(record).name: one(database, record, row_id)["id"]}
    return _features(Listing(database, Geofence, equal=equal, sort="id"))


def _features(listing: Listing) -> Iterator[dict[str, Any]]:
    start = 0
    while found := listing.rows(start, _BLOCK):
        start += len(found)
        for row in found:
            if (fence := fence_of(row)) is not None:
                yield geojson.feature(
                    fence, number(Geofence, row["id"]), {"name": row["name"], **owners(listing.database.schema, row)}
                )


def owners(schema: Schema, row: Row) -> dict[str, str]:
    """Return the owners of a geofence: `customer` and `site` as numbers, `customer_name` and `site_name`."""
    said = {}
    for link in Geofence.links():
        if row[link.name] is not None:
            said[link.link] = number(schema.record_named(link.link), row[link.name])
            said[f"{link.link}_name"] = str(row[link.key] or "")
    return said
