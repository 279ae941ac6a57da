"""GeoJSON in and out: what is read as people draw it, what is refused with a sentence, and that nothing is lost."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capptro_tui.geo import geojson
from capptro_tui.geo.geometry import Area, Circle, Place, contains

NESTED = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-400, 400) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)
"""JSON that is no coordinates."""

RINGS = st.lists(st.lists(st.lists(st.integers(-400, 400) | st.floats(-181, 181), min_size=1, max_size=3), max_size=7))
"""JSON that is coordinates, or nearly."""

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def polygon(*rings: Any) -> dict[str, Any]:
    """A geometry."""
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    """A feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def read(value: object) -> Area:
    """The area of a value."""
    return geojson.read_area(json.dumps(value))


def written(value: object) -> dict[str, Any]:
    """What is stored of a value."""
    stored: dict[str, Any] = json.loads(geojson.write_area(read(value)))
    return stored


class TestWhatIsStored:
    def test_compact_with_its_box_first(self) -> None:
        text = geojson.write_area(read(polygon(SQUARE)))
        assert text == '{"type":"Polygon","bbox":[0,0,1,1],"coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}'

    def test_an_open_ring_is_closed_and_heights_and_repeated_points_are_left_out(self) -> None:
        ring = [[0, 0, 17], [1, 0, 17], [1, 0, 18], [1, 1], [0, 1]]
        assert written(polygon(ring)) == written(polygon(SQUARE))

    def test_the_outer_ring_runs_anticlockwise_and_a_hole_clockwise(self) -> None:
        hole = [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.2]]
        outer, inner = written(polygon(SQUARE[::-1], hole))["coordinates"]
        assert _turn(outer) > 0 > _turn(inner)

    def test_cut_at_the_antimeridian(self) -> None:
        """As the RFC wants it, with a box that goes from west to east."""
        found = written(polygon([[179, -1], [-179, -1], [-179, 1], [179, 1]]))
        assert found["type"] == "MultiPolygon"
        assert found["bbox"] == [179, -1, -179, 1]
        assert all(abs(lng) <= 180 for part in found["coordinates"] for ring in part for lng, _ in ring)

    @pytest.mark.parametrize(
        "wrap", [lambda one: one, feature, lambda one: {"type": "FeatureCollection", "features": [feature(one)]}]
    )
    def test_a_geometry_a_feature_or_a_collection_of_one(self, wrap: Any) -> None:
        assert written(wrap(polygon(SQUARE))) == written(polygon(SQUARE))

    def test_overlapping_polygons_are_one(self) -> None:
        found = written({"type": "MultiPolygon", "coordinates": [[SQUARE], [[[0.5, 0], [2, 0], [2, 1], [0.5, 1]]]]})
        assert (found["type"], found["bbox"]) == ("Polygon", [0, 0, 2, 1])

    @settings(max_examples=60)
    @given(
        st.floats(-90, 90), st.floats(-180, 180), st.floats(0.001, 60),
        st.lists(st.floats(0.2, 1), min_size=3, max_size=12),
    )  # fmt: skip
    def test_read_again_it_is_the_same(self, lat: float, lng: float, size: float, reach: list[float]) -> None:
        """Stars anywhere: over the antimeridian, with a corner on a pole, very large."""
        ring = [
            [lng + size * far * math.cos(turn), max(-90, min(90, lat + size * far * math.sin(turn) / 2))]
            for far, turn in zip(reach, (2 * math.pi * at / len(reach) for at in range(len(reach))), strict=True)
        ]
        try:
            once = read(polygon(ring))
        except geojson.Unreadable:
            return  # cut off at a pole, it may have lost its inside
        again = geojson.read_area(geojson.write_area(once))
        assert again.shape.symmetric_difference(once.shape).area <= 1e-9 * max(1, once.shape.area)
        stored = geojson.stored_area(geojson.write_area(once))
        assert stored.shape.equals(once.shape)

    @pytest.mark.parametrize("side", [1, -1])
    def test_around_a_pole_too(self, side: int) -> None:
        text = geojson.write_area(read(polygon([[lng, side * 70] for lng in (-100, 20, 140)])))
        assert geojson.write_area(geojson.read_area(text)) == text
        assert json.loads(text)["bbox"] == ([-180, 70, 180, 90] if side > 0 else [-180, -90, 180, -70])


def _turn(ring: list[list[float]]) -> float:
    """Twice the area of a ring, positive when it runs anticlockwise."""
    return sum(x * to_y - to_x * y for (x, y), (to_x, to_y) in pairwise(ring))


class TestRefused:
    @pytest.mark.parametrize(
        ("value", "sentence"),
        [
            (polygon([[0, 0], [1, 1], [1, 0], [0, 1]]), "The polygon crosses itself near 0.50000, 0.50000"),
            (polygon([[179, 0], [-179, 2], [-179, 0], [179, 1]]), "The polygon crosses itself near"),
            (polygon([[0, 0], [1, 1]]), "too few points"),
            (polygon([[0, 0], [0, 0], [0, 0], [0, 0]]), "too few points"),
            (polygon([[0, 0], [1, 1], [2, 2]]), "has no area: its points are on one line"),
            (polygon([[0, 91], [1, 0], [1, 1]]), "Latitude must be between -90 and 90, not 91"),
            (polygon([[151.2, -33.8], [-33.8, 151.2], [1, 1]]), "GeoJSON has the longitude first"),
            (polygon([[500_000, 4], [500_100, 4], [500_100, 5]]), "Longitude must be between -180 and 180"),
            (polygon([0, 0], [1, 1], [1, 0]), "is a list of [longitude, latitude] pairs"),
            (polygon([SQUARE]), "is a list of [longitude, latitude] pairs"),
            (polygon([["0", 0], [1, 0], [1, 1]]), "is a list of [longitude, latitude] pairs"),
            (polygon([[True, 0], [1, 0], [1, 1]]), "is a list of [longitude, latitude] pairs"),
            ({"type": "Polygon", "coordinates": []}, "is a list of [longitude, latitude] pairs"),
            ({"type": "Polygon"}, "is a list of [longitude, latitude] pairs"),
            ({"type": "MultiPolygon", "coordinates": []}, "are a list of polygons"),
            ({"type": "MultiPolygon", "coordinates": [SQUARE]}, "is a list of [longitude, latitude] pairs"),
            (polygon(SQUARE, [[5, 5], [6, 5], [6, 6]]), "A hole of the polygon is outside it"),
            (polygon([[179, 0], [-179, 0], [-179, 2], [179, 2]], [[0, 0], [1, 0], [1, 1]]), "A hole of the polygon is"),
            ({"type": "LineString", "coordinates": SQUARE}, "A LineString is no area"),
            ({"type": "Point", "coordinates": [0, 0]}, "It is a point. Choose the circle"),
            ({"type": "Feature", "geometry": None}, "There is no area in it"),
            ({"type": "FeatureCollection", "features": {}}, 'has a list of "features"'),
            ({"type": "FeatureCollection", "features": [SQUARE]}, "objects of the type Feature"),
            ({"type": "FeatureCollection", "features": [feature(polygon(SQUARE))] * 2}, "It has 2 shapes"),
            ({}, 'It is no GeoJSON: that is an object with a "type"'),
            ([], 'It is no GeoJSON: that is an object with a "type"'),
        ],
    )
    def test_with_one_sentence(self, value: object, sentence: str) -> None:
        with pytest.raises(geojson.Unreadable) as refused:
            read(value)
        assert sentence in str(refused.value)
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize(
        "text", ["", "not json", "{", "[" * 100_000, '{"type":"Polygon","coordinates":[[[NaN,0],[1,0],[1,1]]]}']
    )
    def test_what_is_no_json(self, text: str) -> None:
        with pytest.raises(geojson.Unreadable, match="It is no GeoJSON"):
            geojson.read_area(text)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=3),
            lambda inner: st.lists(inner, max_size=4),
            max_leaves=20,
        )
    )
    def test_any_coordinates_are_read_or_refused(self, coordinates: object) -> None:
        """Never a fault."""
        for kind in ("Polygon", "MultiPolygon", "Point"):
            for value in (
                {"type": kind, "coordinates": coordinates},
                feature({"type": kind, "coordinates": coordinates}, radius=5),
            ):
                with suppress(geojson.Unreadable):
                    geojson.read_fences(value)


class TestFences:
    def test_circles_and_areas_with_their_names(self) -> None:
        """A circle is a point with a radius in metres."""
        found = geojson.read_fences(
            {
                "type": "FeatureCollection",
                "features": [
                    feature({"type": "Point", "coordinates": [-0.12, 51.5]}, name=" The  yard ", radius=250.4),
                    feature(polygon(SQUARE), title="Field"),
                    feature(polygon(SQUARE)),
                ],
            }
        )
        assert [drawn.name for drawn in found] == ["The yard", "Field", ""]
        assert found[0].fence == Circle(Place(51.5, -0.12), 250)
        assert contains(found[1].fence, Place(0.5, 0.5))

    @pytest.mark.parametrize("radius", [None, "250", 0, -5, 20_000_001, True, math.inf])
    def test_a_point_needs_a_radius(self, radius: object) -> None:
        with pytest.raises(geojson.Unreadable, match='a "radius" from 1 to 20,000,000 metres'):
            geojson.read_fences(feature({"type": "Point", "coordinates": [0, 0]}, radius=radius))

    def test_says_which_of_several_is_wrong(self) -> None:
        good, bad = feature(polygon(SQUARE), name="Good"), feature(polygon([[0, 0], [1, 1]]), name="Bad")
        with pytest.raises(geojson.Unreadable, match=r"^Feature 2 \(“Bad”\): "):
            geojson.read_fences({"type": "FeatureCollection", "features": [good, bad]})

    def test_none(self) -> None:
        with pytest.raises(geojson.Unreadable, match="It has no features"):
            geojson.read_fences({"type": "FeatureCollection", "features": []})

    def test_what_is_written_is_read_back(self) -> None:
        fences = [Circle(Place(51.5, -0.12), 250), read(polygon([[179, -1], [-179, -1], [-179, 1], [179, 1]]))]
        features = [geojson.feature(one, "G-000001", {"name": "Yard"}) for one in fences]
        text = "\n".join(geojson.collection(json.dumps(one) for one in features))
        circle, found = geojson.read_fences(json.loads(text))
        assert circle == geojson.Drawn("Yard", fences[0])
        assert isinstance(found.fence, Area)
        assert found.fence.shape.equals(fences[1].shape)

    def test_no_features_are_an_empty_collection(self) -> None:
        assert json.loads("\n".join(geojson.collection([]))) == {"type": "FeatureCollection", "features": []}
