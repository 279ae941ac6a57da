"""`near` and `geofence` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.runner import Capptro

SQUARE = {"type": "Polygon", "coordinates": [[[-0.13, 51.49], [-0.11, 51.49], [-0.11, 51.51], [-0.13, 51.51]]]}


@pytest.fixture
def acme(capptro: Capptro) -> Capptro:
    """C-1 with S-1 in London and S-2 in Sydney; a geofence of 250 m around S-1."""
    capptro.add("customers", {"name": "Acme Ltd", "billing_lat": 48.85, "billing_lng": 2.35})
    capptro.add(
        "sites",
        {"customer": "C-1", "name": "Depot", "lat": 51.5, "lng": -0.12},
        {"customer": "C-1", "name": "Quay", "lat": -33.85, "lng": 151.2},
    )
    capptro.add("geofences", {"customer": "C-1", "site": "S-1", "name": "Yard", "radius": 250})
    return capptro


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A polygon and a circle."""
    features = [
        {"type": "Feature", "properties": {"name": "Field"}, "geometry": SQUARE},
        {"type": "Feature", "properties": {"radius": 40}, "geometry": {"type": "Point", "coordinates": [0, 0]}},
    ]
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


class TestNear:
    def test_nearest_first_and_inside_what(self, acme: Capptro) -> None:
        lines = [line.split() for line in acme.done("near", "51.501,-0.12").splitlines()]
        assert lines[0] == ["Inside", "1", "geofence:"]
        assert lines[2] == ["G-000001", "Yard", "Acme", "Ltd", "Depot", "139", "m"]
        assert lines[5] == ["111", "m", "S-000001", "Depot", "Site", "Yard"]
        assert lines[6] == ["344", "km", "C-000001", "Acme", "Ltd", "Customer", "Yard"]
        assert lines[7][:3] == ["16,987", "km", "S-000002"]

    @pytest.mark.parametrize("words", [["51.501,-0.12"], ["51.501", "-0.12"], ["51.501 -0.12"], ["--", "51.501,-0.12"]])
    def test_as_json(self, acme: Capptro, words: list[str]) -> None:
        found = json.loads(acme.done("near", "--json", "--limit", "1", *words))
        assert found == {
            "lat": 51.501,
            "lng": -0.12,
            "inside": [
                {
                    "number": "G-000001", "name": "Yard", "customer": "C-000001", "customer_name": "Acme Ltd",
                    "site": "S-000001", "site_name": "Depot", "edge": 138.7,
                }
            ],
            "near": [
                {
                    "record": "site", "number": "S-000001", "name": "Depot", "distance": 111.3,
                    "lat": 51.5, "lng": -0.12, "inside": ["G-000001"],
                }
            ],
        }  # fmt: skip

    def test_the_south_is_no_option(self, acme: Capptro) -> None:
        assert acme.json("near", "-33.85,151.2")["near"][0]["name"] == "Quay"
        assert acme.json("near", "-33.85", "151.2", "--only", "sites", "--limit", "1")["near"][0]["distance"] == 0

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["91,0"], "Latitude must be between -90 and 90, not 91."),
            (["0,-181"], "Longitude must be between -180 and 180, not -181."),
            (["London"], "“London” is no place. It should look like 51.5,-0.12: latitude, then longitude."),
            (["1", "2", "3"], "“1 2 3” is no place. It should look like 51.5,-0.12: latitude, then longitude."),
        ],
    )
    def test_what_is_no_place(self, acme: Capptro, words: list[str], sentence: str) -> None:
        assert acme.refused("near", *words) == sentence

    def test_wrong_usage(self, acme: Capptro) -> None:
        assert "There is no option --limt" in acme.misused("near", "--limt", "1,2")
        assert "have no coordinates" in acme.misused("near", "--only", "contacts", "1,2")

    def test_nothing_has_coordinates(self, capptro: Capptro) -> None:
        """How to give them some."""
        assert "capptro set S-000001 lat=51.5 lng=-0.12" in capptro.done("near", "1,2")
        assert capptro.json("near", "1,2") == {"lat": 1, "lng": 2, "inside": [], "near": []}


class TestGeofences:
    def test_in_and_out(self, acme: Capptro, file: Path, tmp_path: Path) -> None:
        """In one batch, named by what they are called or by the file; what is written can be read again."""
        assert "G-000002" in acme.done("geofence", "import", "S-1", str(file), "--dry-run")
        assert len(acme.export("geofences")) == 1
        done = acme.json("geofence", "import", "S-1", str(file))
        made = {one["number"]: one["name"] for one in done["changes"]}
        assert made == {"G-000002": "Field", "G-000003": "zones 2"}
        out = tmp_path / "out.geojson"
        assert acme.done("geofence", "export", "S-1", "-o", str(out)) == f"Written to {out}.\n"
        assert json.loads(out.read_text()) == json.loads(acme.done("geofence", "export", "C-1"))
        acme.json("geofence", "import", "C-1", str(out))
        assert [one["name"] for one in acme.export("geofences")] == ["Yard", "Field", "zones 2"] * 2
        acme.done("undo")
        assert len(acme.export("geofences")) == 3
        assert [one["number"] for one in acme.json("near", "51.5,-0.12")["inside"]] == ["G-000001", "G-000002"]

    def test_from_standard_input(self, acme: Capptro) -> None:
        acme.done("geofence", "import", "C-1", "-", stdin=json.dumps(SQUARE))
        assert acme.export("geofences")[1]["name"] == "Geofence"

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "This is not JSON: no value begins at character 1."),
            ("[1]", 'It is no GeoJSON: that is an object with a "type".'),
            (
                '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1]]]}',
                "The polygon crosses itself near",
            ),
            ('{"type": "Polygon", "coordinates": [[[0, 91], [1, 1], [1, 0]]]}', "Latitude must be between -90 and 90"),
            ('{"type": "Polygon", "coordinates": [[[0, NaN], [1, 1], [1, 0]]]}', "NaN is not a number in JSON."),
            ('{"type": "Point", "coordinates": [0, 0]}', "A Point is a circle only with a"),
        ],
    )
    def test_what_cannot_be_read_changes_nothing(self, acme: Capptro, tmp_path: Path, text: str, sentence: str) -> None:
        path = tmp_path / "bad.geojson"
        path.write_text(text)
        said = acme.refused("geofence", "import", "C-1", str(path))
        assert sentence in said
        assert said.endswith("Nothing was imported.")
        assert len(acme.export("geofences")) == 1

    def test_one_bad_feature_of_several(self, acme: Capptro, tmp_path: Path) -> None:
        bad = {"type": "Feature", "properties": {"name": "\x1b[2JBad"}, "geometry": None}
        good = {"type": "Feature", "properties": {}, "geometry": SQUARE}
        path = tmp_path / "two.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [good, bad]}))
        said = acme.refused("geofence", "import", "C-1", str(path))
        assert "Feature 2 (“␛[2JBad”): There is no area in it" in said
        assert len(acme.export("geofences")) == 1

    def test_no_file_and_no_owner(self, acme: Capptro, file: Path, tmp_path: Path) -> None:
        assert "cannot be read: No such file or directory." in acme.refused(
            "geofence", "import", "C-1", "/none.geojson"
        )
        assert "cannot be read: Is a directory." in acme.refused("geofence", "import", "C-1", str(tmp_path))
        assert acme.refused("geofence", "import", "C-9", str(file)) == "There is no customer C-000009."
        assert acme.refused("geofence", "import", "G-1", str(file)).startswith("Geofences have no geofences; name a")
        assert acme.refused("geofence", "export", "S-9") == "There is no site S-000009."
        assert "is the database itself" in acme.refused("geofence", "export", "-o", str(acme.path))
