"""Distances on the ground, and what is inside a circle or a polygon, everywhere on the Earth."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capptro_tui.geo import geojson
from capptro_tui.geo.geometry import (
    FARTHEST,
    Area,
    Circle,
    Place,
    box_around,
    box_of,
    box_of_area,
    contains,
    distance,
    edges,
    format_distance,
    outline,
    read_place,
    wrapped,
)
from capptro_tui.geo.nearest import closest, to_edge

LONDON, PARIS = Place(51.5074, -0.1278), Place(48.8566, 2.3522)

places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


def area(*points: tuple[float, float]) -> Area:
    """The polygon through points of longitude and latitude."""
    return geojson.read_area(json.dumps({"type": "Polygon", "coordinates": [points]}))


class TestDistance:
    def test_known(self) -> None:
        """From geographiclib's own tests (JFK to LHR), and half a meridian."""
        assert distance(Place(40.6, -73.8), Place(51.6, -0.5)) == pytest.approx(5_551_759.4, abs=0.1)
        assert distance(Place(90, 0), Place(-90, 77)) == pytest.approx(20_003_931.46, abs=0.01)

    @given(places, places)
    def test_is_the_same_both_ways(self, place: Place, other: Place) -> None:
        assert distance(place, other) == pytest.approx(distance(other, place), abs=1e-6)
        assert 0 <= distance(place, other) <= FARTHEST

    @given(places, places, places)
    def test_no_way_around_is_shorter(self, place: Place, between: Place, other: Place) -> None:
        assert distance(place, other) <= distance(place, between) + distance(between, other) + 1e-6

    @given(places)
    def test_every_longitude_of_the_antimeridian_and_of_a_pole_is_one_place(self, place: Place) -> None:
        assert distance(Place(place.lat, 180), Place(place.lat, -180)) == pytest.approx(0, abs=1e-6)
        assert distance(Place(90, place.lng), Place(90, 12)) == pytest.approx(0, abs=1e-6)

    @pytest.mark.parametrize(
        ("metres", "text"),
        [(0, "0 m"), (449.6, "450 m"), (999.4, "999 m"), (999.6, "1.0 km"), (3_249, "3.2 km"), (99_949, "99.9 km")],
    )
    def test_as_people_say_it(self, metres: float, text: str) -> None:
        assert format_distance(metres) == text

    def test_far_ones_have_no_decimals(self) -> None:
        assert format_distance(1_203_600) == "1,204 km"


class TestReadPlace:
    @pytest.mark.parametrize(
        "text",
        ["51.5,-0.12", "51.5 -0.12", " 51.5 , -0.12 ", "(51.5; -0.12)", "51.5°, \N{MINUS SIGN}0.12°", "+51.5\t-.12"],
    )
    def test_in_any_spelling(self, text: str) -> None:
        assert read_place(text) == (51.5, -0.12)

    @pytest.mark.parametrize("text", ["", "here", "51.5", "51.5,", "1,2,3", "51.5,0x1", "nan,0", "1e5,2", "51,5,0,1"])
    def test_what_is_no_place(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"is no place\. It should look like"):
            read_place(text)

    @pytest.mark.parametrize(("text", "name"), [("91,0", "Latitude"), ("-90.1,0", "Latitude"), ("0,181", "Longitude")])
    def test_out_of_range(self, text: str, name: str) -> None:
        with pytest.raises(ValueError, match=f"{name} must be between"):
            read_place(text)


class TestCircle:
    @given(places, places, st.floats(1, 20_000_000))
    def test_has_what_is_not_farther_away_than_its_radius(self, centre: Place, place: Place, radius: float) -> None:
        """And the distance to its edge is what is missing, or over."""
        circle, away = Circle(centre, radius), distance(centre, place)
        assert contains(circle, place) == (away <= radius)
        assert to_edge(circle, place) == pytest.approx(abs(away - radius))

    @given(places, st.floats(1, 5_000_000))
    def test_its_outline_is_its_edge(self, centre: Place, radius: float) -> None:
        for place in outline(Circle(centre, radius), 7)[0]:
            assert distance(centre, place) == pytest.approx(radius, abs=0.01)

    @given(places, places, st.floats(1, 20_000_000))
    def test_a_box_around_it_holds_it(self, centre: Place, place: Place, radius: float) -> None:
        """Also over the antimeridian and around a pole."""
        assume(distance(centre, place) <= radius)
        box = box_around(centre, radius)
        assert box.south <= place.lat <= box.north
        inside = box.west <= place.lng <= box.east if box.west <= box.east else not box.east < place.lng < box.west
        assert box.is_around or inside

    def test_a_small_box_is_not_much_larger(self) -> None:
        box = box_around(Place(60, 179.99), 1000)
        assert box.west > 179
        assert box.east < -179
        assert box.width == pytest.approx(4 * (box.north - box.south) / 2, rel=0.01)


class TestArea:
    def test_inside_outside_and_on_the_edge(self) -> None:
        square = area((0, 0), (1, 0), (1, 1), (0, 1))
        assert contains(square, Place(0.5, 0.5))
        assert contains(square, Place(0, 0))
        assert contains(square, Place(0.5, 1))
        assert not contains(square, Place(0.5, 1.0001))
        assert to_edge(square, Place(2, 0.5)) == pytest.approx(distance(Place(2, 0.5), Place(1, 0.5)), abs=0.01)

    @pytest.mark.parametrize("across", [179.5, 180, -180, -179.5])
    def test_over_the_antimeridian(self, across: float) -> None:
        """Drawn with a jump or going on beyond 180; the place where it is cut is no edge."""
        for ring in ([(179, -1), (-179, -1), (-179, 1), (179, 1)], [(179, -1), (181, -1), (181, 1), (179, 1)]):
            fence = area(*ring)
            assert contains(fence, Place(0, across))
            assert not contains(fence, Place(0, 0))
            away = min(distance(Place(0, across), Place(0, lng)) for lng in (179, -179))
            assert to_edge(fence, Place(0, across)) == pytest.approx(min(away, 110_574.39), abs=0.02)

    @pytest.mark.parametrize("eastwards", [True, False])
    @pytest.mark.parametrize("side", [1, -1])
    def test_around_a_pole(self, side: int, eastwards: bool) -> None:
        """Whichever way round it was drawn, it is around the nearer pole; the pole is inside, and no edge."""
        ring = [(lng, side * 80) for lng in (0, 90, 180, -90)]
        fence = area(*(ring if eastwards else ring[::-1]))
        assert contains(fence, Place(side * 90, 123))
        assert contains(fence, Place(side * 81, 180))
        assert not contains(fence, Place(side * 79, 45))
        assert not contains(fence, Place(-side * 90, 0))
        away = distance(Place(90, 0), Place(80, 0))
        assert to_edge(fence, Place(side * 90, 17)) == pytest.approx(away, abs=0.02)

    def test_a_hole_is_outside_and_has_an_edge(self) -> None:
        outer, hole = [(10, 70), (130, 70), (250, 70)], [(0, 80), (90, 80), (180, 80), (-90, 80)]
        fence = geojson.read_area(json.dumps({"type": "Polygon", "coordinates": [outer, hole]}))
        assert contains(fence, Place(75, 33))
        assert not contains(fence, Place(85, 33))
        assert not contains(fence, Place(90, 0))
        assert to_edge(fence, Place(90, 0)) == pytest.approx(distance(Place(90, 0), Place(80, 0)), abs=0.02)

    def test_the_whole_earth_has_no_edge(self) -> None:
        fence = area((-180, -90), (180, -90), (180, 90), (-180, 90))
        assert contains(fence, Place(12, 34))
        assert edges(fence) == []
        assert to_edge(fence, Place(12, 34)) == math.inf

    @settings(max_examples=25)
    @given(
        st.floats(-89, 89), st.floats(-180, 180), st.floats(0.0001, 20), places, st.integers(3, 9), st.booleans()
    )  # fmt: skip
    def test_no_point_of_the_edge_is_nearer(
        self, lat: float, lng: float, size: float, place: Place, corners: int, close: bool
    ) -> None:
        """The distance to the edge against that to many points of it."""
        ring = [
            (lng + size * math.cos(turn), max(-90, min(90, lat + size * math.sin(turn))))
            for turn in (2 * math.pi * corner / corners for corner in range(corners))
        ]
        fence = area(*ring)
        if close:
            place = Place(max(-90, min(90, lat + place.lat * size / 90)), wrapped(lng + place.lng * size / 180))
        found = to_edge(fence, place)
        nearest, step = math.inf, 0.0
        for line in edges(fence):
            for (west, south), (east, north) in pairwise(line.tolist()):
                points = [
                    Place(south + (north - south) * part / 20, wrapped(west + (east - west) * part / 20))
                    for part in range(21)
                ]
                nearest = min(nearest, *(distance(place, point) for point in points))
                step = max(step, *(distance(one, other) for one, other in pairwise(points)))
        assert nearest - step <= found <= nearest + 0.001


class TestBox:
    def test_of_places_over_the_antimeridian(self) -> None:
        """The short way around."""
        box = box_of([Place(-18, 178), Place(-14, -172), Place(-21, -175)])
        assert box is not None
        assert (box.south, box.west, box.north, box.east) == (-21, 178, -14, -172)
        assert box.width == 10

    def test_of_nothing(self) -> None:
        assert box_of([]) is None

    def test_of_areas(self) -> None:
        box = box_of_area(area((179, -1), (-179, -1), (-179, 1), (179, 1)))
        assert (box.west, box.east) == (179, -179)
        assert box_of_area(area((0, 80), (90, 80), (180, 80), (-90, 80))).is_around


@given(st.lists(places, min_size=1, max_size=40), places, st.integers(1, 5))
def test_none_of_the_closest_is_left_out(many: list[Place], place: Place, count: int) -> None:
    """Where very many are measured, those that come into question are found by an estimate."""
    nearest = sorted(distance(place, one) for one in many)[:count]
    kept = [distance(place, many[at]) for at in closest(many, place, count)]
    assert sorted(kept)[:count] == pytest.approx(nearest)
