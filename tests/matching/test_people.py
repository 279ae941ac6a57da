"""Whether two contacts are one person: never two people for one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.matching.people import same_person

PHONE, OTHER_PHONE = "01632 960123", "01632 960124"


def person(name: str, phone: str = "", email: str = "") -> dict[str, Any]:
    """A contact; the last word of its name is the last name."""
    first, _, last = name.rpartition(" ")
    return {"first_name": first, "last_name": last, "phone": phone, "email": email}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Bea Smith"), person("BEA SMITH")),
        (person("Zoë Delacroix-Hart"), person("Zoe Delacroix Hart")),
        (person("Bea Smith", PHONE), person("Bea Smith", "+44 1632 960123", "bea@example.com")),
        (person("Smith Bea"), person("Bea Smith")),
        (person("B. Smith", PHONE), person("Bea Smith", PHONE)),
        (person("Bea", "", "bea@example.com"), person("Bea Smith", "", "Bea@Example.com")),
        (person("Beatrise Smith", PHONE), person("Beatrice Smith", PHONE)),
    ],
)
def test_one_person(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert same_person(one, other, "GB")
    assert same_person(other, one, "GB")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Bea Smith", PHONE), person("Bea Smith", OTHER_PHONE)),
        (person("Bea Smith", PHONE, "a@example.com"), person("Bea Smith", PHONE, "b@example.com")),
        (person("Ann Smith", PHONE), person("Dan Smith", PHONE)),
        (person("Ann Smith", PHONE), person("Amy Smith", PHONE)),
        (person("Bea Smith", PHONE), person("Bea Jones", PHONE)),
        (person("B. Smith"), person("Bea Smith")),
        (person("Bea"), person("Bea Smith")),
        (person("Office", PHONE), person("Bea Smith", PHONE)),
    ],
)
def test_two_people(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not same_person(one, other, "GB")
    assert not same_person(other, one, "GB")


@given(*[st.builds(person, st.text(max_size=12), st.sampled_from(["", PHONE, "x"]), st.text(max_size=8))] * 2)
def test_any_two_are_compared_either_way_round(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert same_person(one, one, "GB")
    assert same_person(one, other, "GB") == same_person(other, one, "GB")
