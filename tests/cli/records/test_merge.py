"""`merge`, and merged numbers wherever a record is named."""

from __future__ import annotations

import json

import pytest

from tests.cli.runner import Capptro

SAID = "C-000002 was merged into C-000001.\n"


@pytest.fixture
def two(capptro: Capptro) -> Capptro:
    """Acme Ltd (C-1) and Acme (C-2) with a contact and a piece of work."""
    capptro.add(
        "customers",
        {"name": "Acme Ltd", "phone": "01632 960123"},
        {"name": "Acme", "phone": "01632 960124", "email": "a@example.com"},
    )
    capptro.add("contacts", {"customer": "C-2", "first_name": "Bea"})
    capptro.add("work-items", {"customer": "C-2", "contact": "N-1", "title": "Mend the roof"})
    return capptro


def test_what_would_happen_and_what_happened(two: Capptro) -> None:
    """The same list of changes; the dry run changes nothing, the merge has a batch too."""
    before = two.export("customers")
    planned = two.json("merge", "C-1", "C-2", "--dry-run")
    assert two.export("customers") == before
    assert planned == {
        "changes": [
            change("customer", "C-000001", "Acme Ltd", "alt_phone", "", "01632 960124"),
            change("customer", "C-000001", "Acme Ltd", "email", "", "a@example.com"),
            change("contact", "N-000001", "Bea", "customer", "C-000002", "C-000001"),
            change("work_item", "W-000001", "Mend the roof", "customer", "C-000002", "C-000001"),
            change("work_item", "W-000001", "Mend the roof", "customer_name", "Acme", "Acme Ltd"),
            change("customer", "C-000002", "Acme", "trashed", False, True),
            change("customer", "C-000002", "Acme", "merged_into", None, "C-000001"),
        ]
    }
    done = two.json("merge", "C-1", "C-2")
    batch = two.json("history")[0]["batch"]
    assert done == planned | {"batch": batch}
    [left] = two.export("customers")
    assert (left["CustomerNumber"], left["CustomerEmail"]) == ("C-000001", "a@example.com")


def change(record: str, number: str, name: str, field: str, before: object, after: object) -> dict[str, object]:
    """A change as it is printed."""
    return {"record": record, "number": number, "name": name, "field": field, "from": before, "to": after}


def test_told_to_people(two: Capptro) -> None:
    text = two.done("merge", "C-1", "C-2", "--dry-run")
    assert text.startswith("Nothing was changed. This would happen:\n")
    assert "Customer: C-000002 → C-000001" in text
    assert "Merged into: (empty) → C-000001" in text
    assert "trash" not in text
    text = two.done("merge", "c1", "C-2", "--set", "phone=01632 960199", "--set", "email=")
    assert text.startswith("Merged Acme (C-000002) into Acme Ltd (C-000001).\n")
    shown = two.json("show", "C-1")
    assert (shown["phone"], shown["email"]) == ("01632 960199", "")


def test_the_merged_number_finds_the_survivor(two: Capptro) -> None:
    """With one line on standard error, and on standard output what the survivor's own number gives."""
    two.done("merge", "C-1", "C-2")
    for words in (("show", "C-2"), ("show", "C-2", "--json"), ("set", "c-2", "area=North")):
        result = two(*words)
        assert (result.code, result.err) == (0, SAID)
        assert "C-000001" in result.out
    assert two.json("show", "C-1")["area"] == "North"
    [number] = two.add("work-items", {"customer": "C-2", "title": "Late"})
    assert two.json("show", number)["customer"] == "C-000001"
    [third] = two.add("customers", {"name": "Third"})
    assert two("merge", "C-2", third).err == SAID
    assert json.loads(two("show", third, "--json").out)["number"] == "C-000001"
    assert [hit["number"] for hit in two.json("find", "C-2")] == ["C-000001"]


def test_its_own_history_is_still_there(two: Capptro) -> None:
    two.done("merge", "C-1", "C-2")
    result = two("history", "C-2", "--json")
    assert result.err == SAID
    told = [event["summary"] for event in json.loads(result.out)]
    assert (told[0], told[-1]) == ("Merged Acme (C-000002) into Acme Ltd (C-000001)", "Created customer Acme")


def test_what_is_not_done_with_a_merged_number(two: Capptro) -> None:
    """Nothing happens to the survivor that was not asked for by its own number."""
    two.done("merge", "C-1", "C-2")
    batch = two.json("history")[0]["batch"]
    assert two.refused("delete", "C-2") == "Acme (C-000002) was merged into C-000001 already."
    assert two.refused("restore", "C-2") == (
        f"Acme (C-000002) was merged into C-000001: undo that merge (batch {batch}) to bring it back."
    )
    assert two.refused("merge", "C-1", "C-2") == "Acme (C-000002) was merged into C-000001 already."


def test_one_undo_takes_it_back(two: Capptro) -> None:
    slugs = ("customers", "contacts", "work-items")
    before = [two.export(slug) for slug in slugs]
    two.done("merge", "C-1", "C-2")
    two.done("undo")
    assert [two.export(slug) for slug in slugs] == before
    assert two.json("show", "C-2")["name"] == "Acme"


def test_refused(two: Capptro) -> None:
    """Each in one plain sentence."""
    two.add("customers", {"name": "Third"})
    two.done("delete", "C-3")
    assert two.refused("merge", "C-1", "C-1") == "C-000001 cannot be merged with itself. Name two customers."
    assert two.refused("merge", "C-1", "C-99") == "There is no customer C-000099."
    assert two.refused("merge", "C-3", "C-1") == "Third (C-000003) is in the trash. Restore it first."
    assert "only customers can be merged" in two.refused("merge", "C-1", "W-1")
    assert "is not a number" in two.refused("merge", "C-1", "Acme")
    assert two.refused("merge", "C-1", "C-2", "--set", "name=") == "Name must be filled in."
    assert "no field" in two.refused("merge", "C-1", "C-2", "--set", "nonsense=1")
    for words in (("merge", "C-1", "C-2", "--set", "merged_into=C-2"), ("set", "C-1", "merged_into=C-2")):
        assert two.refused(*words) == "“merged_into” is filled in by the program."
    assert "LOSE is missing." in two.misused("merge", "C-1")
    assert "field=value" in two.misused("merge", "C-1", "C-2", "--set", "name")


def test_exported_records_can_be_added_again(two: Capptro) -> None:
    """What shows a merge is left to the program."""
    two.done("merge", "C-1", "C-2")
    [left] = two.export("customers")
    assert two.add("customers", left) == ["C-000003"]


def test_what_becomes_of_address_phones_and_custom_fields(capptro: Capptro) -> None:
    """In what would happen, in what happened and in the history; the address is one of the two."""
    capptro.add(
        "customers",
        {"name": "Acme Ltd", "phone": "01632 960123", "alt_phone": "01632 960124", "billing_street": "1 High St",
         "custom_fields": {"gate": "12"}},
        {"name": "Acme", "phone": "01632 960125", "billing_street": "2 Low Rd", "billing_city": "Leeds",
         "billing_lat": 53.8, "billing_lng": -1.5, "custom_fields": {"gate": "99", "dog": "yes"}},
    )  # fmt: skip
    lost = "phone 01632 960125, custom field gate “99”, billing address “2 Low Rd, Leeds”"
    planned = capptro.done("merge", "C-1", "C-2", "--dry-run")
    assert f"Not kept of Acme: {lost}." in planned
    assert "dog: (empty) → yes" in planned
    done = capptro.done("merge", "C-1", "C-2")
    assert f"Not kept of Acme: {lost}." in done
    assert "dog: (empty) → yes" in done
    kept = capptro.json("show", "C-1")
    assert (kept["billing_street"], kept["billing_city"], kept["billing_lat"]) == ("1 High St", "", None)
    history = capptro.done("history", "C-1")
    assert f"not kept: {lost}" in history
    assert "dog" in history


def test_an_address_is_picked_whole(capptro: Capptro) -> None:
    capptro.add(
        "customers",
        {"name": "Acme Ltd", "billing_street": "1 High St", "billing_city": "York"},
        {"name": "Acme", "billing_street": "2 Low Rd", "billing_postcode": "LS1", "billing_lat": 53.8},
    )
    capptro.done("merge", "C-1", "C-2", "--set", "billing_street=2 Low Rd")
    kept = capptro.json("show", "C-1")
    found = [kept[f"billing_{name}"] for name in ("street", "city", "postcode", "lat")]
    assert found == ["2 Low Rd", "", "LS1", 53.8]


def test_set_tells_what_it_does_to_custom_fields(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme", "custom_fields": {"gate": "12", "key": "hall"}})
    told = capptro.done("set", "C-1", 'custom_fields={"gate": "99"}')
    assert "gate: 12 → 99" in told
    assert "key: hall → (empty)" in told
    assert "key" in capptro.done("history", "C-1")
