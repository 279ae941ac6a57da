"""Two records compared: the grade, the score and the reasons."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.matching.compare import (
    SIMILAR_NAMES,
    Facts,
    Grade,
    Verdict,
    compare,
    facts,
    facts_from_keys,
    least_similarity,
    name_similarity,
)
from capptro_tui.text.normalise import name_compact, name_norm

NAMES = st.sampled_from(
    ["Acme Ltd", "Acme Plumbing", "Acne Plumbing", "Smith, John", "John Smith", "", "!!!", "Łódź 7"]
)
FIELDS = st.fixed_dictionaries(
    {
        "name": NAMES | st.text(),
        "phones": st.lists(
            st.sampled_from(["020 7946 0018", "020 7946 0019", "7946 0018", "0", "n/a", ""]), max_size=3
        ),
        "email": st.sampled_from(["", "jo@acme.com", "joe@acme.com", "none", "@"]),
        "account": st.sampled_from(["", "00731", "731", "n/a", "0"]),
        "street": st.sampled_from(["", "12 High Street", "14 High St", "!"]),
        "postcode": st.sampled_from(["", "SW1A 1AA", "60302", "60302-1234"]),
        "city": st.sampled_from(["", "London", "Londn", "Leeds"]),
    }
)


def made(**fields: Any) -> Facts:
    return facts(region="GB", **fields)


def verdict(a: dict[str, Any], b: dict[str, Any]) -> Verdict:
    found = compare(made(**a), made(**b))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("fields", "others", "reason"),
    [
        ({"phones": ["020 7946 0018"]}, {"phones": ["", "+44 (0)20-7946-0018"]}, "same phone"),
        ({"email": "Jo@Acme.com"}, {"email": "jo@acme.COM "}, "same email"),
        ({"account": "AC-0007"}, {"account": "ac 0007"}, "same account number"),
        ({"external_id": "x1"}, {"external_id": "X1"}, "same external id"),
        ({"external_id2": "x1"}, {"external_id2": "X1"}, "same second external id"),
    ],
)
def test_an_equal_number_or_address_is_the_same(fields: dict[str, Any], others: dict[str, Any], reason: str) -> None:
    found = verdict({"name": "Acme Plumbing", **fields}, {"name": "Zebra Taxis", **others})
    assert found.grade is Grade.SAME
    assert found.score >= 90
    assert found.reasons[0] == reason


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Acme", "Acme", "same name"),
        ("Acme", "ACME", "same name (ignoring case)"),
        ("Café Zoë", "cafe zoe", "same name (ignoring case, accents and punctuation)"),
        ("O'Brien", "OBRIEN", "same name (ignoring case, accents and punctuation)"),
        ("Acme Ltd", "acme", "same name (ignoring case, accents and words like Ltd)"),
        ("The J.R. Smith & Sons", "JR Smith and Sons Limited", "same name (ignoring case, accents and words like Ltd)"),
        ("John Smith", "Smith, John", "same name in another word order"),
        ("Day Care", "Daycare", "same name (ignoring spaces)"),
        ("🍕", " 🍕 ", "same name"),
        ("株式会社トヨタ", "トヨタ", "same name (ignoring case, accents and words like Ltd)"),
    ],
)
def test_an_equal_name_is_the_same_and_says_in_what_it_differs(one: str, other: str, reason: str) -> None:
    assert verdict({"name": one}, {"name": other}) == Verdict(Grade.SAME, 97, (reason,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim", "Kin"),
        ("Anne", "Ann"),
        ("Jhon", "John"),
        ("Acme Plumbing", "Acne Plumbing"),
        ("Smith Sons", "Smyth & Sons Ltd"),
        ("Żabka", "Zabkx"),
        ("トヨタ自動車", "トヨタ自動事"),
    ],
)
def test_one_letter_is_found_whatever_else_differs(one: str, other: str) -> None:
    contrary = {"street": "99 Long Lane", "city": "Leeds", "email": "x@y.com", "phones": ["0161 496 0000"]}
    alone = verdict({"name": one}, {"name": other})
    opposed = verdict(
        {"name": one, "street": "1 High St", "city": "York", "email": "jo@acme.com", "phones": ["020 7946 0018"]},
        {"name": other, **contrary},
    )
    assert alone.reasons == opposed.reasons == ("similar name: one letter differs",)
    assert opposed.grade is Grade.POSSIBLE
    assert opposed.score <= alone.score


def test_very_similar_names_are_at_least_possible() -> None:
    found = verdict(
        {"name": "Greenfield Landscaping", "city": "York", "street": "1 High Street"},
        {"name": "Grenfeld Landscapping", "city": "Leeds", "street": "77 Mill Lane"},
    )
    assert found.grade is Grade.POSSIBLE
    assert found.reasons == ("similar name (93 %)",)


def test_similar_names_are_weighed_with_the_address() -> None:
    name, similar = {"name": "Bright Spark Electrical"}, {"name": "Bright Sparks"}
    here = {"street": "12 High Street", "postcode": "SW1A 1AA", "city": "London"}
    there = {"street": "3 Mill Lane", "postcode": "LS1 4AP", "city": "Leeds"}
    near = verdict({**name, **here}, {**similar, **here, "street": "12 High St."})
    assert near.grade is Grade.LIKELY
    assert near.reasons[1:] == ("same street", "same postcode", "same city")
    assert compare(made(**name, **here), made(**similar, **there)) is None


def test_a_neighbour_is_no_more_than_possible() -> None:
    address = {"street": "12 High Street", "postcode": "SW1A 1AA", "city": "London"}
    found = verdict({"name": "Acme Plumbing", **address}, {"name": "Zebra Taxis", **address})
    assert found.grade is Grade.POSSIBLE
    assert found.score < 60


@pytest.mark.parametrize(
    ("fields", "others", "reason"),
    [
        ({"email": "jo.smith@acme.com"}, {"email": "jo.smth@acme.com"}, "similar email (97 %)"),
        ({"phones": ["020 7946 0018"]}, {"phones": ["020 7946 0019"]}, "similar phone: one digit differs"),
        ({"phones": ["020 7946 0018"]}, {"phones": ["7946 0018"]}, "same phone but for the area code"),
        ({"street": "12 High Street North"}, {"street": "12 Hihg St North"}, "similar street (92 %)"),
        ({"postcode": "60302"}, {"postcode": "60302-1234"}, "same postcode"),
    ],
)
def test_slips_in_other_fields_are_reasons(fields: dict[str, Any], others: dict[str, Any], reason: str) -> None:
    found = verdict({"name": "Acme Plumbing", **fields}, {"name": "Acme Plumbing Services", **others})
    assert found.grade is not Grade.SAME
    assert found.reasons[0 if "email" in fields or "phones" in fields else 1] == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Plumbing", "Zebra Taxis"),
        ("AB", "AC"),
        ("", ""),
        ("", "Acme"),
        ("!!!", "???"),
    ],
)
def test_different_names_are_no_duplicates(one: str, other: str) -> None:
    assert compare(made(name=one), made(name=other)) is None


@pytest.mark.parametrize("filler", ["", " ", "n/a", "N.A.", "none", "-", "0", "000", "unknown"])
def test_what_only_fills_a_field_makes_nothing_the_same(filler: str) -> None:
    fields = {"phones": [filler], "email": filler, "account": filler, "external_id": filler}
    assert compare(made(name="Acme Plumbing", **fields), made(name="Zebra Taxis", **fields)) is None


def test_a_phone_of_one_digit_only_makes_nothing_the_same() -> None:
    assert made(phones=["0000000000", "99999999999", "101"]).phones == frozenset()


def test_references_of_different_kinds_are_not_compared() -> None:
    assert compare(made(name="Acme", account="x1"), made(name="Zebra", external_id="x1")) is None


def test_stored_keys_give_the_same_facts_as_what_was_typed() -> None:
    typed = made(name="Acme Ltd", phones=["020 7946 0018"], email="Jo@Acme.com", account="A-1", city="Łódź")
    stored = facts_from_keys(
        name="Acme Ltd", norm="acme", phones=["442079460018"], email="jo@acme.com", account="a1", city="Łódź"
    )
    assert typed == stored


@given(FIELDS, FIELDS)
def test_the_order_of_the_two_does_not_matter(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = made(**one), made(**other)
    assert compare(a, b) == compare(b, a)
    assert name_similarity(a, b) == name_similarity(b, a)


@given(FIELDS, FIELDS)
def test_grade_and_score_agree_and_similar_names_are_found(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = made(**one), made(**other)
    found = compare(a, b)
    if found is None:
        assert name_similarity(a, b) < SIMILAR_NAMES
        return
    lowest = {Grade.POSSIBLE: 0, Grade.LIKELY: 60, Grade.SAME: 90}[found.grade]
    assert lowest <= found.score <= {Grade.POSSIBLE: 59, Grade.LIKELY: 89, Grade.SAME: 100}[found.grade]


@given(FIELDS)
def test_a_record_is_the_same_as_itself(fields: dict[str, Any]) -> None:
    facts = made(**fields)
    found = compare(facts, facts)
    if facts.norm:
        assert found is not None
        assert found.grade is Grade.SAME


@pytest.mark.parametrize("name", ["Kim", "Acme", "Smith", "Miller", "Jenkins", "Acme Plumbing"])
def test_a_search_from_the_least_similarity_finds_one_other_letter(name: str) -> None:
    least = least_similarity(name_compact(name_norm(name)))
    for place in range(len(name)):
        slip = name[:place] + "x" + name[place + 1 :]
        assert name_similarity(made(name=name), made(name=slip)) >= least - 1e-9
        assert compare(made(name=name), made(name=slip))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith Plumbing Services", "Jones Plumbing Services"),
        ("Acme Plumbing", "Acme Heating"),
        ("Mary Jones", "Peter Jones"),
        ("City Cabs", "City Cafe"),
    ],
)
def test_one_trade_or_family_is_not_one_customer(one: str, other: str) -> None:
    assert compare(made(name=one), made(name=other)) is None


def test_scores_rise_with_the_evidence() -> None:
    base, other = {"name": "Bright Spark Electrical"}, {"name": "Bright Sparks Electric"}
    scores = []
    for field, value in [("city", "London"), ("postcode", "SW1A 1AA"), ("street", "12 High St")]:
        base[field] = other[field] = value
        scores.append(verdict(base, other).score)
    assert scores == sorted(set(scores))


@pytest.mark.parametrize("text", ["a" * 10_000, "word " * 2_000, "\ud800" * 100, "\x00\u202e"])
def test_hostile_text_is_compared_like_any_other(text: str) -> None:
    fields = {"name": text, "phones": [text], "email": text, "account": text, "street": text, "city": text}
    compare(made(**fields), made(**fields))
    compare(made(**fields), made(name="Acme", street="12 High St"))
