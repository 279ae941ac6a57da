"""What is pasted into a new customer: each piece is proposed for a field, with its line, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.text.pasted import proposals

UK = """Kind regards,

Maeve O'Rourke-Lindqvist
Office Manager
Brackenmoor Joinery Ltd
Unit 3, 14 Example Lane
Testham
ZZ9 9AA
T: 01632 960111 | M: 07700 900111
Fax: 01632 960119
office@brackenmoor.example | www.brackenmoor.example
"""
US = """Pellinore Dry Cleaners, LLC
15 Notional Blvd, Suite 4
Dover, DE 19999-1234
(302) 555-0131
press@pellinore.example"""
GERMAN = """Größ Kältetechnik GmbH
Sabine Groß, Geschäftsführerin
Prüfstraße 3
01099 Musterhausen
Deutschland
Tel.: 030 23125-181   Mobil: 0171 39200-18
E-Mail: info@groess.example
https://groess.example/kontakt"""


def fields(text: str) -> dict[str, str]:
    """Return the values of the proposals by field; those of one field are joined."""
    found: dict[str, str] = {}
    for one in proposals(text):
        found[one.field] = f"{found[one.field]} / {one.value}" if one.field in found else one.value
    return found


def test_a_signature_from_the_united_kingdom() -> None:
    assert fields(UK) == {
        "person": "Maeve O'Rourke-Lindqvist",
        "role": "Office Manager",
        "company": "Brackenmoor Joinery Ltd",
        "street": "Unit 3, 14 Example Lane",
        "city": "Testham",
        "postcode": "ZZ9 9AA",
        "phone": "01632 960111",
        "mobile": "07700 900111",
        "fax": "01632 960119",
        "email": "office@brackenmoor.example",
        "website": "www.brackenmoor.example",
    }


def test_an_address_of_the_united_states() -> None:
    assert fields(US) == {
        "company": "Pellinore Dry Cleaners, LLC",
        "street": "15 Notional Blvd, Suite 4",
        "city": "Dover",
        "state": "DE",
        "postcode": "19999-1234",
        "phone": "(302) 555-0131",
        "email": "press@pellinore.example",
    }


def test_a_german_signature() -> None:
    assert fields(GERMAN) == {
        "company": "Größ Kältetechnik GmbH",
        "person": "Sabine Groß",
        "role": "Geschäftsführerin",
        "street": "Prüfstraße 3",
        "postcode": "01099",
        "city": "Musterhausen",
        "country": "Deutschland",
        "phone": "030 23125-181",
        "mobile": "0171 39200-18",
        "email": "info@groess.example",
        "website": "https://groess.example/kontakt",
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("14 Example Lane, Testham, ZZ9 9AA", {"street": "14 Example Lane", "city": "Testham", "postcode": "ZZ9 9AA"}),
        ("York YO1 7HH", {"city": "York", "postcode": "YO1 7HH"}),
        ("1012 AB Amsterdam", {"postcode": "1012 AB", "city": "Amsterdam"}),
        ("Ottawa K1A 0B1", {"city": "Ottawa", "postcode": "K1A 0B1"}),
        ("PO Box 77", {"street": "PO Box 77"}),
        ("Ann Example <ann@acme.example>", {"person": "Ann Example", "email": "ann@acme.example"}),
        ("a@acme.example; b@acme.example", {"email": "a@acme.example / b@acme.example"}),
        ("acme.co.uk", {"website": "acme.co.uk"}),
        ("Office (direct): 020 7946 0181 ext 12", {"phone": "020 7946 0181 ext 12"}),
        ("Company: Acme", {"company": "Acme"}),
        ("We are closed on 24/12 until noon.", {"note": "We are closed on 24/12 until noon."}),
        ("Office: closed on Mondays", {"note": "Office: closed on Mondays"}),
        ("Tel 01632 960111 Mob 07700 900111", {"phone": "01632 960111", "mobile": "07700 900111"}),
        ("Order 66", {"note": "Order 66"}),
    ],
)
def test_one_line(line: str, expected: dict[str, str]) -> None:
    assert fields(line) == expected


def test_each_proposal_says_its_line() -> None:
    found = {one.field: (one.line, one.source) for one in proposals(UK)}
    assert found["person"] == (3, "Maeve O'Rourke-Lindqvist")
    assert found["mobile"] == found["phone"] == (9, "T: 01632 960111 | M: 07700 900111")


@given(st.lists(st.sampled_from([*UK.splitlines(), *US.splitlines(), *GERMAN.splitlines()]) | st.text(max_size=40)))
def test_no_line_is_lost(lines: list[str]) -> None:
    """Each line with a letter or digit is that of a proposal, unless it is a closing such as “Kind regards”."""
    text = "\n".join(lines)
    found = proposals(text)
    assert all(one.value and one.source == text.splitlines()[one.line - 1].strip() for one in found)
    known = {"Kind regards,", *(one.source for one in found)}
    streets = " ".join(one.value for one in found if one.field == "street")
    for line in text.splitlines()[:60]:
        is_word = any(char.isalnum() for char in line) and any(char.isalpha() and char.isupper() for char in line)
        assert not is_word or line.strip().endswith((":", ".")) or line.strip() in known or line.strip() in streets


def test_long_and_hostile_texts_take_no_time() -> None:
    for piece in (
        "a" * 100_000,
        "a@" * 50_000,
        "1 " * 50_000,
        "A b" * 30_000,
        "(" * 50_000,
        "T: " * 30_000,
        "\n" * 9999,
    ):
        assert len(proposals(piece)) < 5000
