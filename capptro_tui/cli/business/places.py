"""`near` and `geofence`: records near a place, and geofences from and to GeoJSON files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from capptro_tui.cli.database import named, opened, record_type
from capptro_tui.cli.output import pages
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command, Verb
from capptro_tui.cli.parsing.common import DB, DRY_RUN, JSON, REF, known_schema, limit, only, output_file
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.errors import Refused
from capptro_tui.exchange.files import replacing
from capptro_tui.exchange.geofences import read_file
from capptro_tui.geo import geojson
from capptro_tui.geo.geometry import Place, format_distance, read_place
from capptro_tui.geo.nearest import to_edge
from capptro_tui.models.record import Row, number
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.schema import Schema
from capptro_tui.services.places import geofences as fences
from capptro_tui.services.places import places


def near(
    words: list[str],
    limit: int,
    only: str | None,
    as_json: bool,
    db: Path | None,
) -> None:
    """List the sites and customers near a place, nearest first."""
    what = places.NEAR if only is None else (record_type(only),)
    if not set(what) <= {*places.located(known_schema())}:
        raise Misused(f"“{only}” have no coordinates; known are sites, customers and users.")
    try:
        place = read_place(" ".join(words))
    except ValueError as unfit:
        raise Refused(str(unfit)) from None
    with opened(db) as database:
        around = places.inside(database, place)
        found = places.near(database, place, limit=limit, what=what)
    if as_json:
        output.emit_json(
            {
                "lat": place.lat,
                "lng": place.lng,
                "inside": [_fence_json(database.schema, fence, place) for fence in around],
                "near": [_near_json(one) for one in found],
            }
        )
        return
    if around:
        output.tell(f"Inside {Geofence.info.counted(len(around))}:")
        output.table(["Number", "Name", "Customer", "Site", "To its edge"], (_fence(one, place) for one in around))
        output.emit("")
    if found:
        output.table(["Distance", "Number", "Name", "Record", "Inside"], (_near(one) for one in found))
    else:
        output.tell(
            f"{' and '.join(record.info.plural for record in what)} have no coordinates yet. "
            f"Give them some: “capptro set {number(Site, 1)} lat=51.5 lng=-0.12”."
        )


def import_(
    ref: str,
    file: Path,
    dry_run: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Add the shapes of a GeoJSON file as geofences of a customer or site."""
    known_schema().reference(ref)
    drawn = read_file(file)
    with opened(db) as database:
        record, row_id = named(database, ref)
        called = file.stem if file.stem not in ("", "-") else Geofence.info.label
        done = fences.add_all(database, record, row_id, drawn, called=called, dry_run=dry_run)
    pages.print_result(done, as_json=as_json, dry_run=dry_run)


def export(
    ref: str | None,
    to: Path | None,
    db: Path | None,
) -> None:
    """Write geofences as GeoJSON."""
    with opened(db) as database:
        record, row_id = named(database, ref) if ref else (None, 0)
        features = fences.features(database, record, row_id)
        if to is None or str(to) == "-":
            for line in geojson.collection(map(output.to_text, features)):
                output.emit(line)
            return
        with replacing(to, database=database.path) as file:
            for line in geojson.collection(json.dumps(one, ensure_ascii=False) for one in features):
                print(line, file=file)
    output.tell(f"Written to {to}.")


def _fence(row: Row, place: Place) -> list[str]:
    around = places.fence_of(row)
    edge = format_distance(to_edge(around, place)) if around is not None else ""
    return [number(Geofence, row["id"]), row["name"], row["customer"] or "", row["site"] or "", edge]


def _fence_json(schema: Schema, row: Row, place: Place) -> dict[str, Any]:
    around = places.fence_of(row)
    edge = to_edge(around, place) if around is not None else float("inf")
    return {
        "number": number(Geofence, row["id"]),
        "name": row["name"],
        **fences.owners(schema, row),
        "edge": round(edge, 1) if edge < float("inf") else None,
    }


def _near(near: places.Near) -> list[str]:
    inside = ", ".join(row["name"] for row in near.inside)
    return [
        format_distance(near.distance),
        number(near.record, near.row["id"]),
        _called(near),
        near.record.info.label,
        inside,
    ]


def _near_json(near: places.Near) -> dict[str, Any]:
    return {
        "record": near.record.info.name,
        "number": number(near.record, near.row["id"]),
        "name": _called(near),
        "distance": round(near.distance, 1),
        "lat": near.place.lat,
        "lng": near.place.lng,
        "inside": [number(Geofence, row["id"]) for row in near.inside],
    }


def _called(near: places.Near) -> str:
    return near.record.called(near.row)


def _located() -> list[str]:
    return [record.info.slug for record in places.located(known_schema())]


NEAR = Command(
    near,
    (
        Argument("words", "LAT,LNG", "The place, in degrees: 51.5,-0.12 or 51.5 -0.12.", count="many"),
        limit("Most records to list.", 20),
        only("Look among these only: sites, customers, users.", _located),
        JSON,
        DB,
    ),
    details="The geofences that the place is in are listed, too. A customer is where it is shipped to, else where it "
    "is billed.",
    examples=("capptro near 51.5,-0.12", "capptro near 51.5 -0.12 --only sites --limit 5"),
    is_paged=True,
)
_IMPORT = Command(
    import_,
    (
        REF,
        Argument("file", "FILE", "GeoJSON; - is standard input.", read=Path, is_file=True),
        DRY_RUN,
        JSON,
        DB,
    ),
    details="Polygons, and points with a “radius” in metres; each is called by its “name”. All of them, or none: one "
    "batch.",
    examples=("capptro geofence import C-42 areas.geojson --dry-run",),
)
_EXPORT = Command(
    export,
    (
        Argument("ref", "NUMBER", "A customer's or site's number; without it, all.", count="optional"),
        output_file(),
        DB,
    ),
    details="A circle is a point with a “radius” in metres. What is in the trash is left out.",
    examples=("capptro geofence export C-42 -o areas.geojson",),
)
GEOFENCE = Command(
    verbs=(
        Verb("import", "Add the shapes of a GeoJSON file to a customer or site.", _IMPORT),
        Verb("export", "Write geofences as GeoJSON.", _EXPORT),
    ),
    examples=("capptro geofence import C-42 areas.geojson", "capptro geofence export -o areas.geojson"),
)
