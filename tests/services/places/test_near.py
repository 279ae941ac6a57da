"""What is near a place: the same as if every distance were measured, without measuring every distance."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capptro_tui.db.database import Database
from capptro_tui.db.read import place_rows
from capptro_tui.geo.geometry import Place, contains, distance
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User
from capptro_tui.services.history import trash
from capptro_tui.services.places import places
from capptro_tui.services.records import records
from tests.support import add, add_customer

HERE = Place(51.5, -0.12)


def names(found: list[places.Near]) -> list[str]:
    """What is near, nearest first."""
    return [near.record.called(near.row) for near in found]


def place_all(database: Database, where: list[Place]) -> None:
    """Sites at these places, as another program would write them: quickly."""
    from capptro_tui.services.rules.starting import starting

    start = starting(database, Site, {"customer_id": 1}, database.now())
    with database.write("test") as transaction:
        transaction.remove(Site, [row["id"] for row in database.select("SELECT id FROM site")])
        transaction.add_many(
            Site, ({**start, "name": str(at), "lat": place.lat, "lng": place.lng} for at, place in enumerate(where))
        )


class TestNear:
    def test_sites_and_customers_nearest_first(self, database: Database) -> None:
        """A customer is where it is shipped to, else where it is billed."""
        add_customer(database, "Billed", billing_lat=51.6, billing_lng=-0.12)
        add_customer(database, "Shipped", billing_lat=51.5, billing_lng=-0.12, shipping_lat=52, shipping_lng=-0.12)
        add_customer(database, "Half", billing_lat=51.5)
        add(database, Site, customer_id=1, name="Depot", lat=51.51, lng=-0.12)
        add(database, Site, customer_id=1, name="Nowhere")
        found = places.near(database, HERE)
        assert names(found) == ["Depot", "Billed", "Shipped"]
        assert found[0].distance == pytest.approx(distance(HERE, Place(51.51, -0.12)))
        assert found[2].place == (52, -0.12)
        assert names(places.near(database, HERE, limit=1)) == ["Depot"]
        assert names(places.near(database, HERE, what=(Customer,))) == ["Billed", "Shipped"]

    def test_what_is_deactivated_or_in_the_trash_is_left_out(self, database: Database) -> None:
        add_customer(database, "Acme Ltd")
        for name in ("Open", "Closed", "Gone"):
            add(database, Site, customer_id=1, name=name, lat=51.5, lng=-0.12)
        records.change(database, Site, 2, {"status": "deactivated"})
        trash.delete(database, Site, 3)
        assert names(places.near(database, HERE)) == ["Open"]

    def test_nothing_has_coordinates(self, database: Database) -> None:
        add_customer(database, "Acme Ltd")
        assert places.near(database, HERE) == []

    def test_on_the_other_side_of_the_antimeridian(self, database: Database) -> None:
        add_customer(database, "Acme Ltd")
        place_all(database, [Place(0, 179.99), Place(0, -179.98), Place(0, 179)])
        assert names(places.near(database, Place(0, -179.999))) == ["0", "1", "2"]

    def test_says_in_which_of_its_geofences_the_place_is(self, database: Database) -> None:
        add_customer(database, "Acme Ltd", billing_lat=51.5, billing_lng=-0.12)
        add(database, Site, customer_id=1, name="Depot", lat=51.5, lng=-0.12)
        add(database, Geofence, customer_id=1, site_id=1, name="Yard", radius=500)
        add(database, Geofence, customer_id=1, name="Area", lat=51.5, lng=-0.2, radius=50_000)
        add(database, Geofence, customer_id=1, site_id=1, name="Away", lat=50, lng=0, radius=500)
        found = {near.record: [fence["name"] for fence in near.inside] for near in places.near(database, HERE)}
        assert found == {Site: ["Yard"], Customer: ["Yard", "Area"]}

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=25),
        st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)),
        st.floats(0.00001, 1),
        st.integers(1, 6),
    )
    def test_none_that_is_nearer_is_missed(
        self, database: Database, where: list[Place], place: Place, spread: float, limit: int
    ) -> None:
        """All over the Earth, or close together: the distances are those of the nearest ones."""
        if not database.select("SELECT 1 FROM customer"):
            add_customer(database, "Acme Ltd")
        where = [
            Place(place.lat + (one.lat - place.lat) * spread, place.lng + (one.lng - place.lng) * spread)
            for one in where
        ]
        place_all(database, where)
        expected = sorted(distance(place, one) for one in where)[:limit]
        found = places.near(database, place, limit=limit, what=(Site,))
        assert [near.distance for near in found] == pytest.approx(expected, abs=1e-6)

    def test_of_very_many_few_are_measured(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ten thousand in one town: a handful of distances, however many are read at a time."""
        where = [Place(51 + at / 10_000, at % 97 / 100) for at in range(10_000)]
        start = {**User.defaults(), "full_name": "Bo"}
        with database.write("test") as transaction:
            people = ({**start, "login": f"bo{at}", **place._asdict()} for at, place in enumerate(where))
            transaction.add_many(User, people)
        here, expected = Place(51.5, 0.5), sorted(distance(Place(51.5, 0.5), one) for one in where)[:5]
        measured: list[Place] = []

        def counted(one: Place, other: Place) -> float:
            measured.append(other)
            return distance(one, other)

        monkeypatch.setattr(places, "distance", counted)
        for block in (place_rows.BLOCK, 700):
            monkeypatch.setattr(place_rows, "BLOCK", block)
            found = places.near(database, here, limit=5, what=(User,))
            assert [near.distance for near in found] == pytest.approx(expected)
            assert len(places.near(database, Place(-33, 151), limit=5, what=(User,))) == 5
        assert len(measured) < 2000

    def test_reads_by_an_index(self, database: Database) -> None:
        """Of sites and customers alike, however many there are."""
        read: list[str] = []

        class Source:
            def select(self, query: str, values: Any = ()) -> list[dict[str, Any]]:
                read.extend(row["detail"] for row in database.select(f"EXPLAIN QUERY PLAN {query}", list(values)))
                return database.select(query, list(values))

        for record in (Site, Customer):
            place_rows.count_in(Source(), record, places.box_around(HERE, 1000), {"status": "active"}, 5)
            list(place_rows.in_box(Source(), record, places.box_around(HERE, 1000), {"status": "active"}))
        assert sum("_coordinates" in one for one in read) == 4
        assert not any("TEMP B-TREE" in one or one.startswith("SCAN t") for one in read)


class TestInside:
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.floats(-85, 85), st.floats(-180, 180), st.integers(1, 8_000_000),
        st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)), st.floats(0.0001, 1),
    )  # fmt: skip
    def test_is_every_geofence_that_holds_the_place(
        self, database: Database, lat: float, lng: float, radius: int, place: Place, spread: float
    ) -> None:
        """What the database leaves out at once would not have held it."""
        if not database.select("SELECT 1 FROM customer"):
            add_customer(database, "Acme Ltd")
            for shape in ({"radius": 1, "lat": 0, "lng": 0}, {"shape": "polygon", "polygon": ring(0, 0, 1)}):
                add(database, Geofence, customer_id=1, name="Fence", **shape)
        records.change(database, Geofence, 1, {"lat": lat, "lng": lng, "radius": radius})
        records.change(database, Geofence, 2, {"polygon": ring(lat, lng, 1 + radius / 400_000)})
        place = Place(lat + (place.lat - lat) * spread, lng + (place.lng - lng) * spread)
        fences = [places.fence_of(row) for row in database.select("SELECT * FROM geofence ORDER BY id")]
        expected = [at for at, fence in enumerate(fences, 1) if fence is not None and contains(fence, place)]
        assert [row["id"] for row in places.inside(database, place)] == expected

    @pytest.mark.parametrize("place", [Place(0, 180), Place(0, -180), Place(90, 12)])
    def test_at_the_ends_of_the_map(self, database: Database, place: Place) -> None:
        add_customer(database, "Acme Ltd")
        polar = json.dumps({"type": "Polygon", "coordinates": [[[lng, 80] for lng in (0, 120, -120)]]})
        for text in (ring(0, 180, 2), polar):
            add(database, Geofence, customer_id=1, name="Fence", shape="polygon", polygon=text)
        assert [row["id"] for row in places.inside(database, place)] == [2 if place.lat else 1]


def ring(lat: float, lng: float, size: float) -> str:
    """A square around a place, which may go over the antimeridian."""
    south, north = max(-90.0, lat - size), min(90.0, lat + size)
    corners = [[lng - size, south], [lng + size, south], [lng + size, north], [lng - size, north]]
    return json.dumps({"type": "Polygon", "coordinates": [corners]})


class TestByDistance:
    def test_users_and_the_sites_of_one_customer(self, database: Database) -> None:
        for name in ("Acme Ltd", "Other"):
            add_customer(database, name)
        add(database, Site, customer_id=1, name="Far", lat=52, lng=0)
        add(database, Site, customer_id=1, name="Near", lat=51.5, lng=0)
        add(database, Site, customer_id=2, name="Theirs", lat=51.5, lng=-0.12)
        add(database, User, login="bo", full_name="Bo", lat=51.4, lng=-0.12)
        sites = places.by_distance(database, HERE, Site, {"customer_id": 1}, 5)
        users = places.by_distance(database, HERE, User, {}, 5)
        assert [row["name"] for row, _ in sites] == ["Near", "Far"]
        assert [(row["login"], round(metres)) for row, metres in users] == [("bo", 11126)]

    def test_where_the_business_is(self, database: Database) -> None:
        assert places.business(database) is None
        records.change(database, Settings, 1, {"lat": 51.5, "lng": -0.12})
        assert places.business(database) == HERE
