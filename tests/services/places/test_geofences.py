"""What a geofence must have, and geofences from and into GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Missing, Refused
from capptro_tui.geo import geojson
from capptro_tui.geo.geometry import Circle, Place, contains
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash, undo
from capptro_tui.services.places import geofences, places
from capptro_tui.services.records import bulk, records
from tests.support import Fill, add, add_customer, add_work_item, batches, dump, get

SQUARE = '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}'
CROSSED = '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1]]]}'


def fill_acme(database: Database) -> None:
    """C-1 with S-1, which has coordinates, and S-2, which has none; C-2, which is shipped to elsewhere than billed."""
    add_customer(database, "Acme Ltd", billing_lat=10, billing_lng=20)
    add(database, Site, customer_id=1, name="Depot", lat=51.5, lng=-0.12)
    add(database, Site, customer_id=1, name="Mill")
    add_customer(database, "Other", billing_lat=1, billing_lng=2, shipping_lat=3, shipping_lng=4)


@pytest.fixture
def acme(filled: Callable[[Fill], Database]) -> Database:
    return filled(fill_acme)


def problems(database: Database, **typed: object) -> dict[str, str]:
    """What is said at which field of a new geofence that is refused."""
    before = dump(database)
    with pytest.raises(Invalid) as refused:
        add(database, Geofence, **{"customer_id": 1, "name": "Yard", **typed})
    assert dump(database) == before
    return {problem.field: problem.message for problem in refused.value.field_errors}


def fence(database: Database, row_id: int = 1) -> tuple[float, float, int, str]:
    """What is stored of a geofence's shape."""
    row = get(database, Geofence, row_id)
    return row["lat"], row["lng"], row["radius"], row["polygon"]


class TestCircle:
    def test_is_around_its_site_where_nothing_else_is_said(self, acme: Database) -> None:
        add(acme, Geofence, customer_id=1, site_id=1, name="Yard", radius="250")
        assert fence(acme) == (51.5, -0.12, 250, "")

    def test_is_around_its_customer_where_there_is_no_site(self, acme: Database) -> None:
        """Where it is shipped to; else where it is billed."""
        for customer_id in (1, 2):
            add(acme, Geofence, customer_id=customer_id, name="Yard", radius=5)
        assert [fence(acme, row_id)[:2] for row_id in (1, 2)] == [(10, 20), (3, 4)]

    def test_is_not_around_the_customer_when_the_site_has_no_coordinates(self, acme: Database) -> None:
        """That may be another town."""
        told = problems(acme, site_id=2, radius=5)
        assert told == {
            "lat": "Latitude must be filled in, and longitude: S-000002 has no coordinates to take it from."
        }

    def test_needs_a_whole_centre_and_a_radius(self, acme: Database) -> None:
        told = problems(acme, lat=1)
        assert told == {
            "lng": "Longitude must be filled in: a centre has both.",
            "radius": "Radius (m) must be filled in for a circle.",
        }
        assert "Or choose Polygon as the shape" in problems(acme, polygon=SQUARE)["radius"]

    @pytest.mark.parametrize(
        ("typed", "field"),
        [({"lat": "91"}, "lat"), ({"lng": "-180.5"}, "lng"), ({"radius": "0"}, "radius"), ({"radius": "-4"}, "radius")],
    )
    def test_out_of_range(self, acme: Database, typed: dict[str, str], field: str) -> None:
        assert "must be between" in problems(acme, **{"lat": "1", "lng": "1", "radius": "1", **typed})[field]

    def test_stays_where_it_is_when_the_site_moves(self, acme: Database) -> None:
        """Until its own centre is emptied: then it is around the site anew."""
        add(acme, Geofence, customer_id=1, site_id=1, name="Yard", radius=250)
        records.change(acme, Site, 1, {"lat": 40})
        assert fence(acme)[0] == 51.5
        records.change(acme, Geofence, 1, {"lat": "", "lng": ""})
        assert fence(acme)[:2] == (40, -0.12)


class TestPolygon:
    def test_is_stored_in_one_way(self, acme: Database) -> None:
        add(acme, Geofence, customer_id=1, name="Field", shape="polygon", polygon=SQUARE)
        stored = '{"type":"Polygon","bbox":[0,0,1,1],"coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}'
        assert fence(acme) == (None, None, None, stored)
        records.change(acme, Geofence, 1, {"polygon": stored})
        assert batches(acme) == 5

    def test_that_crosses_itself(self, acme: Database) -> None:
        told = problems(acme, shape="polygon", polygon=CROSSED)
        assert told == {"polygon": "Polygon: The polygon crosses itself near 0.50000, 0.50000 (latitude, longitude)."}

    def test_is_needed(self, acme: Database) -> None:
        assert problems(acme, shape="polygon", polygon="  ") == {
            "polygon": "Polygon must be filled in: paste it as GeoJSON."
        }

    def test_that_a_circle_keeps_is_checked_too(self, acme: Database) -> None:
        """It may become a polygon again."""
        assert problems(acme, radius=5, polygon=CROSSED).keys() == {"polygon"}

    def test_too_long(self, acme: Database) -> None:
        """What was typed fits, but not what it becomes."""
        ring = [[at / 100_000, (at % 2) / 9] for at in range(20_000)]
        text = json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))
        assert "too long" in problems(acme, shape="polygon", polygon=text)["polygon"]

    def test_many_at_once_are_checked_one_by_one(self, acme: Database) -> None:
        """A circle does not become a polygon without having one; then none of them does."""
        add(acme, Geofence, customer_id=1, name="Field", shape="polygon", polygon=SQUARE)
        add(acme, Geofence, customer_id=1, name="Yard", radius=5)
        with pytest.raises(Invalid, match="Yard: Polygon must be filled in"):
            bulk.change(acme, Geofence, [1, 2], {"shape": "polygon"})
        assert get(acme, Geofence, 2)["shape"] == "circle"


class TestWithItsOwner:
    def test_goes_to_the_trash_with_its_customer_and_comes_back(self, acme: Database) -> None:
        add(acme, Geofence, customer_id=1, site_id=1, name="Yard", radius=250)
        before = dump(acme)
        trash.delete(acme, Customer, 1)
        assert places.inside(acme, Place(51.5, -0.12)) == []
        trash.restore(acme, Customer, 1)
        assert [row["name"] for row in places.inside(acme, Place(51.5, -0.12))] == ["Yard"]
        undo.undo(acme)
        undo.undo(acme)
        assert dump(acme) == before

    def test_is_the_customers_when_its_site_goes(self, acme: Database) -> None:
        """It is still where it was."""
        add(acme, Geofence, customer_id=1, site_id=1, name="Yard", radius=250)
        trash.delete(acme, Site, 1)
        row = get(acme, Geofence, 1)
        assert (row["site_id"], row["trashed"], row["lat"]) == (None, None, 51.5)
        trash.restore(acme, Site, 1)
        assert get(acme, Geofence, 1)["site_id"] == 1

    def test_of_another_customers_site(self, acme: Database) -> None:
        assert "belongs to another customer" in problems(acme, customer_id=2, site_id=1, radius=5)["site_id"]


class TestImport:
    DRAWN = geojson.read_fences(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": "Yard", "radius": 250},
                    "geometry": {"type": "Point", "coordinates": [-0.12, 51.5]},
                },
                {"type": "Feature", "properties": None, "geometry": json.loads(SQUARE)},
            ],
        }
    )

    @pytest.mark.parametrize(("record", "site"), [(Customer, None), (Site, 1)])
    def test_all_in_one_batch(self, acme: Database, record: RecordType, site: int | None) -> None:
        """What has no name is called after the file, with its place in it; one undo takes all away."""
        before, count = dump(acme), batches(acme)
        done = geofences.add_all(acme, record, 1, self.DRAWN, called="zones")
        rows = [get(acme, Geofence, row_id) for row_id in (1, 2)]
        assert [(row["name"], row["shape"], row["customer_id"], row["site_id"]) for row in rows] == [
            ("Yard", "circle", 1, site),
            ("zones 2", "polygon", 1, site),
        ]
        assert batches(acme) == count + 1
        assert done.summary.startswith("Imported 2 geofences of")
        undo.undo(acme)
        assert dump(acme) == before

    def test_dry_run(self, acme: Database) -> None:
        before = dump(acme)
        assert len(geofences.add_all(acme, Customer, 1, self.DRAWN, dry_run=True).changes) == 2
        assert dump(acme) == before

    def test_of_what_has_none(self, acme: Database) -> None:
        add_work_item(acme, 1)
        with pytest.raises(Refused, match="Work items have no geofences; name a customer or a site"):
            geofences.add_all(acme, WorkItem, 1, self.DRAWN)
        with pytest.raises(Missing):
            geofences.add_all(acme, Site, 99, self.DRAWN)

    def test_of_what_is_in_the_trash(self, acme: Database) -> None:
        trash.delete(acme, Customer, 1)
        with pytest.raises(Refused, match="in the trash"):
            geofences.add_all(acme, Customer, 1, self.DRAWN)

    def test_comes_out_as_it_went_in(self, acme: Database) -> None:
        geofences.add_all(acme, Site, 1, self.DRAWN)
        found = list(geofences.features(acme, Site, 1))
        assert [one["id"] for one in found] == ["G-000001", "G-000002"]
        assert found[0]["properties"] == {
            "name": "Yard", "customer": "C-000001", "customer_name": "Acme Ltd", "site": "S-000001",
            "site_name": "Depot", "radius": 250,
        }  # fmt: skip
        again = [drawn.fence for drawn in geojson.read_fences({"type": "FeatureCollection", "features": found})]
        assert again[0] == self.DRAWN[0].fence == Circle(Place(51.5, -0.12), 250)
        assert contains(again[1], Place(0.5, 0.5))

    def test_only_those_that_are_asked_for(self, acme: Database) -> None:
        add(acme, Geofence, customer_id=1, site_id=1, name="Site's", radius=1)
        add(acme, Geofence, customer_id=1, name="Customer's", radius=1)
        add(acme, Geofence, customer_id=2, name="Other's", radius=1)
        add(acme, Geofence, customer_id=2, name="Gone", radius=1)
        trash.delete(acme, Geofence, 4)
        names = [
            [one["properties"]["name"] for one in geofences.features(acme, *asked)]
            for asked in ((), (Customer, 1), (Site, 1))
        ]
        assert names == [["Site's", "Customer's", "Other's"], ["Site's", "Customer's"], ["Site's"]]
