"""`near` and `geofence`: what is near a place and around it, and fences in and out of GeoJSON files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from capptro_tui.cli.options import Db, DryRun, Json, Ref, named, opened, record_type
from capptro_tui.cli.output import pages
from capptro_tui.cli.output import text as output
from capptro_tui.errors import Refused
from capptro_tui.exchange.files import replacing
from capptro_tui.exchange.geofences import read_file
from capptro_tui.geo import geojson
from capptro_tui.geo.geometry import Place, read_place, told
from capptro_tui.geo.nearest import to_edge
from capptro_tui.models.record import Row, number
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.registry import reference
from capptro_tui.services.places import geofences as fences
from capptro_tui.services.places import places

NEGATIVE = {"ignore_unknown_options": True}
"""Settings of a verb whose arguments may begin with a minus."""


def near(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="LAT,LNG", help="The place, in degrees: 51.5,-0.12 or 51.5 -0.12.")
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most records to list.")] = 20,
    only: Annotated[
        str | None, typer.Option("--only", metavar="RECORDS", help="Look among these only: sites, customers, users.")
    ] = None,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """List the sites and customers near a place, nearest first.

    The geofences that the place is in are listed, too. A customer is where it is shipped to, else where it is billed.
    """
    for word in words:
        if word.startswith("-") and not word.lstrip("-").replace(".", "")[:1].isdigit():
            raise typer.BadParameter(f"There is no option {word[:40]}")
    what = places.NEAR if only is None else (record_type(only),)
    if not set(what) <= set(places.LOCATED):
        raise typer.BadParameter(f"“{only}” have no coordinates; known are sites, customers and users.")
    try:
        place = read_place(" ".join(words))
    except ValueError as unfit:
        raise Refused(str(unfit)) from None
    with opened(context, db) as database:
        around = places.inside(database, place)
        found = places.near(database, place, limit=limit, what=what)
    if as_json:
        output.emit_json(
            {
                "lat": place.lat,
                "lng": place.lng,
                "inside": [_fence_json(fence, place) for fence in around],
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


def group() -> typer.Typer:
    """The verb `geofence` with its commands."""
    made = typer.Typer(help="Geofences from GeoJSON files, and into one.")
    made.command("import")(import_)
    made.command("export")(export)
    return made


def import_(
    context: typer.Context,
    ref: Ref,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="GeoJSON; - is standard input.")],
    dry_run: DryRun = False,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Add the shapes of a GeoJSON file as geofences of a customer or site.

    Polygons, and points with a “radius” in metres; each is called by its “name”. All of them, or none: one batch.
    """
    reference(ref)
    drawn = read_file(file)
    with opened(context, db) as database:
        record, row_id = named(database, ref)
        called = file.stem if file.stem not in ("", "-") else Geofence.info.label
        done = fences.add_all(database, record, row_id, drawn, called=called, dry_run=dry_run)
    if as_json:
        output.emit_json(pages.changes_json(done, dry_run=dry_run))
    else:
        pages.outcome(done, dry_run=dry_run)


def export(
    context: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="[REF]", help="A customer's or site's number; without it, all.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, not to the screen.")
    ] = None,
    db: Db = None,
) -> None:
    """Write geofences as GeoJSON.

    A circle is a point with a “radius” in metres. What is in the trash is left out.
    """
    with opened(context, db) as database:
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
    edge = told(to_edge(around, place)) if around is not None else ""
    return [number(Geofence, row["id"]), row["name"], row["customer"] or "", row["site"] or "", edge]


def _fence_json(row: Row, place: Place) -> dict[str, Any]:
    around = places.fence_of(row)
    edge = to_edge(around, place) if around is not None else float("inf")
    return {
        "number": number(Geofence, row["id"]),
        "name": row["name"],
        **fences.owners(row),
        "edge": round(edge, 1) if edge < float("inf") else None,
    }


def _near(one: places.Near) -> list[str]:
    inside = ", ".join(row["name"] for row in one.inside)
    return [told(one.distance), number(one.record, one.row["id"]), _called(one), one.record.info.label, inside]


def _near_json(one: places.Near) -> dict[str, Any]:
    return {
        "record": one.record.info.name,
        "number": number(one.record, one.row["id"]),
        "name": _called(one),
        "distance": round(one.distance, 1),
        "lat": one.place.lat,
        "lng": one.place.lng,
        "inside": [number(Geofence, row["id"]) for row in one.inside],
    }


def _called(one: places.Near) -> str:
    return one.record.called(one.row)
