"""How the ground is flattened into dots, and how a map is drawn with them."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.geo import geojson
from capptro_tui.geo.geometry import Circle, Place, distance, outline
from capptro_tui.models.records.site import Site
from capptro_tui.services.places.maps import Fenced, Scene, Spot
from capptro_tui.widgets.map.map_canvas import Canvas
from capptro_tui.widgets.map.map_drawing import draw
from capptro_tui.widgets.map.map_view import MapProjection, clipped, nice

places = st.builds(Place, st.floats(-85, 85), st.floats(-180, 180))


class TestView:
    @given(places, st.floats(-3, 3), st.floats(-3, 3))
    def test_a_dot_and_its_place(self, centre: Place, north: float, east: float) -> None:
        view = MapProjection(centre, 500, 160, 96)
        dot = view.dot(Place(centre.lat + north, centre.lng + east))
        back = view.place(dot)
        assert distance(back, Place(centre.lat + north, centre.lng + east)) < 1

    @given(places)
    def test_as_wide_as_high(self, centre: Place) -> None:
        """A hundred dots to the east are as far as a hundred to the south, within the flattening of the Earth."""
        view = MapProjection(centre, 10, 160, 96)
        east, south = view.place((180, 48)), view.place((80, 148))
        assert distance(centre, east) == pytest.approx(1000, rel=0.01)
        assert distance(centre, south) == pytest.approx(1000, rel=0.01)

    @given(st.lists(places, min_size=1, max_size=8))
    def test_fitted_shows_all(self, many: list[Place]) -> None:
        view = MapProjection(Place(0, 0), 1, 160, 96).fitted(many)
        assert all(view.shows(place) for place in many)

    def test_fitted_over_the_antimeridian_is_close(self) -> None:
        view = MapProjection(Place(0, 0), 1, 160, 96).fitted([Place(-18, 178), Place(-14, -172)])
        assert view.scale < 20_000
        assert view.shows(Place(-16, 180))
        assert view.shows(Place(-16, -180))

    def test_a_line_over_the_antimeridian_is_not_broken(self) -> None:
        """Neither where the longitude jumps nor on the far side of the window."""
        line = [Place(0, lng) for lng in (178, 179, -179, -178)]
        for centre in (Place(0, 180), Place(0, 0)):
            view = MapProjection(centre, 100_000, 400, 200)
            for path in view.paths(line):
                steps = [abs(other - one) for (one, _), (other, _) in pairwise(path)]
                assert max(steps) < 5

    def test_zooms_and_moves_within_the_earth(self) -> None:
        view = MapProjection(Place(80, 170), 1000, 160, 96)
        for _ in range(99):
            view = view.zoomed(2).moved(50, -50)
        assert -90 <= view.centre.lat <= 90
        assert -180 <= view.centre.lng <= 180
        assert view.scale * view.columns <= 360 * 111_195 * 2
        for _ in range(99):
            view = view.zoomed(0.5)
        assert view.scale > 0

    @pytest.mark.parametrize(("most", "step"), [(1, 1), (4.9, 2), (5, 5), (99, 50), (0.03, 0.02), (1000, 1000)])
    def test_nice(self, most: float, step: float) -> None:
        assert nice(most) == pytest.approx(step)

    @given(*[st.tuples(st.floats(-50, 50), st.floats(-50, 50))] * 2)
    def test_a_clipped_line_is_within(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        part = clipped(start, end, 20, 10)
        if part is not None:
            assert all(-1e-6 <= x <= 20 + 1e-6 and -1e-6 <= y <= 10 + 1e-6 for x, y in part)
        elif all(0 <= x <= 20 and 0 <= y <= 10 for x, y in (start, end)):
            pytest.fail("all of it is within")


def spot(name: str, lat: float, lng: float, *around: int) -> Spot:
    """A site at a place."""
    return Spot(Site, {"id": 1}, Place(lat, lng), "●", name, around)


def drawn(scene: Scene, cursor: int = 0, width: int = 60, height: int = 16, at: list[Place] | None = None) -> str:
    """A scene as text."""
    canvas = Canvas(width, height)
    shown = at or [
        *(one.place for one in scene.spots),
        *(place for fenced in scene.fences for line in fenced.lines for place in line),
    ]
    draw(canvas, MapProjection(Place(0, 0), 1, width * 2, height * 4).fitted(shown), scene, cursor)
    return "\n".join("".join(text for text, _, _ in canvas.row(line)) for line in range(height))


class TestDrawing:
    def test_places_with_their_names_and_a_scale(self) -> None:
        text = drawn(Scene("", None, [spot("Depot", 51.5, -0.12), spot("Mill", 51.52, -0.1)]))
        assert "● Depot" in text
        assert "● Mill" in text
        assert "├──" in text
        assert "km" in text.splitlines()[-1]

    def test_names_give_way_to_one_another_but_not_the_chosen_one(self) -> None:
        """Ten in one place: the chosen name is there, and no text is written over another."""
        text = drawn(Scene("", None, [spot(f"Place number {at}", 51.5, -0.12) for at in range(10)]), cursor=7)
        assert "● Place number 7 " in text
        assert all(text.count(f"Place number {at}") <= 1 for at in range(10))

    def test_wide_names_and_hostile_ones(self) -> None:
        """A map is as wide as it is, whatever is written on it."""
        from rich.cells import cell_len

        names = ["株式会社カプトロ" * 4, "\x1b[2Jgone", "[/]", "👩‍👩‍👧‍👦", "\u202egnp.exe"]
        spots = [spot(name, 51.5 + at / 100, -0.12 + (at % 2) / 10) for at, name in enumerate(names)]
        for cursor in range(len(names)):
            text = drawn(Scene("", None, spots), cursor, width=44)
            assert "\x1b" not in text
            assert "\u202e" not in text
            assert {cell_len(line) for line in text.splitlines()} == {44}

    def test_a_geofence_is_an_outline_with_its_name(self) -> None:
        fence = Fenced({"name": "Yard"}, Circle(Place(51.5, -0.12), 500))
        text = drawn(Scene("", None, [spot("Depot", 51.5, -0.12, 0)], [fence]))
        assert "Yard" in text
        assert sum("⠀" < each <= "⣿" for each in text) > 40

    def test_a_geofence_over_the_antimeridian_has_no_line_where_it_is_cut(self) -> None:
        """Drawn around 180 it is what it is when drawn around 0, and filled as well."""
        drawings = []
        for lng in (0, 180):
            ring = [[lng - 2.1, -1.1], [lng + 1.7, -1.1], [lng + 1.3, 1.6], [lng - 2.1, 1.2]]
            area = geojson.read_area(json.dumps({"type": "Polygon", "coordinates": [ring]}))
            view, canvas = MapProjection(Place(0, lng), 5_000, 120, 64), Canvas(60, 16)
            paths = [path for line in outline(area) for path in view.paths(line)]
            canvas.fill(paths, "inside")
            for path in paths:
                canvas.line(path, "fence")
            drawings.append([canvas.row(line) for line in range(16)])
        assert drawings[0] == drawings[1]
        assert any(ground for line in drawings[0] for _, _, ground in line)

    def test_what_is_chosen_is_filled(self) -> None:
        canvas = Canvas(60, 16)
        fence = Fenced({"name": "Yard"}, Circle(Place(51.5, -0.12), 500))
        scene = Scene("", None, [spot("Depot", 51.5, -0.12, 0), spot("Away", 51.51, -0.12)], [fence])
        view = MapProjection(Place(0, 0), 1, 120, 64).fitted(outline(fence.fence)[0])
        for cursor, filled in ((0, True), (1, False)):
            draw(canvas := Canvas(60, 16), view, scene, cursor)
            assert any(ground for line in range(16) for _, _, ground in canvas.row(line)) is filled

    def test_around_a_pole_nothing_fails(self) -> None:
        area = geojson.read_area('{"type": "Polygon", "coordinates": [[[0, 80], [120, 80], [-120, 80]]]}')
        assert "├" in drawn(Scene("", None, [spot("Pole", 90, 0, 0)], [Fenced({"name": "Cap"}, area)]))
