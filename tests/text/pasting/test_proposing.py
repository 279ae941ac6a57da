"""What is pasted into a new customer: each piece is proposed for a field, with its line, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.text.normalise import fold
from capptro_tui.text.pasting.lines import MOST_CHARACTERS, MOST_LINES, looked_at
from capptro_tui.text.pasting.people import name_parts
from capptro_tui.text.pasting.proposal import ASIDE
from capptro_tui.text.pasting.proposing import proposals
from tests.support import ROOT

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


EXAMPLES = [
    (name, *rest.removesuffix("\n\n").split("\n--\n"))
    for name, _, rest in (
        part.partition("\n")
        for part in (ROOT / "tests/text/pasting/examples.txt").read_text("utf-8").split("\n== ")[1:]
    )
]
"""What it is, the text, and a line for each proposal."""


def fields(text: str) -> dict[str, str]:
    """Return the values of the proposals by field, without asides; those of one field are joined."""
    found: dict[str, str] = {}
    for one in (each for each in proposals(text) if each.field != ASIDE):
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


@pytest.mark.parametrize(("what", "text", "expected"), EXAMPLES, ids=lambda text: text if "\n" not in text else "")
def test_what_people_paste(what: str, text: str, expected: str) -> None:
    assert [f"{one.field}: {one.value}" for one in proposals(text)] == expected.strip().split("\n"), what


@pytest.mark.parametrize(
    ("person", "title", "first", "last"),
    [
        ("Ann Example", "", "Ann", "Example"),
        ("Dr. Ada van der Berg", "Dr.", "Ada", "van der Berg"),
        ("Herr Prof. Max Muster", "Herr Prof.", "Max", "Muster"),
        ("Example, Ann Marie", "", "Ann Marie", "Example"),
        ("Jordan Castellane, PE", "", "Jordan", "Castellane, PE"),
        ("Cher", "", "", "Cher"),
    ],
)
def test_the_parts_of_a_name(person: str, title: str, first: str, last: str) -> None:
    found = name_parts(person)
    assert [found.get(name, "") for name in ("title", "first_name", "last_name")] == [title, first, last]


def test_what_is_too_long_is_counted() -> None:
    lines, others = looked_at("".join(f"line {number}\n\n---\n" for number in range(10_000)))
    assert [number for number, _ in lines][:3] == [1, 4, 7]
    assert len(lines) == MOST_LINES
    assert others == 20_000 - 2 * MOST_LINES + 1  # each of the others, with the dashes of the last one looked at
    assert looked_at("Acme\n" + "x" * MOST_CHARACTERS + "\n01632 960111") == ([(1, "Acme")], 2)
    assert looked_at("x" * 1_000_000) == ([], 1)


def test_each_proposal_says_its_line() -> None:
    found = {one.field: (one.line, one.source) for one in proposals(UK)}
    assert found["person"] == (3, "Maeve O'Rourke-Lindqvist")
    assert found["mobile"] == found["phone"] == (9, "T: 01632 960111 | M: 07700 900111")


@given(st.lists(st.sampled_from([*UK.splitlines(), *US.splitlines(), *GERMAN.splitlines()]) | st.text(max_size=40)))
def test_no_line_is_lost(lines: list[str]) -> None:
    """Each line with a letter or digit is in a proposal, unless another line has said the same already."""
    text = "\n".join(lines)
    found = proposals(text)
    assert all(one.value and one.source == text.splitlines()[one.line - 1].strip() for one in found)
    kept, _ = looked_at(text)
    seen = {one.line for one in found}
    values = " ".join(fold(one.value) for one in found)
    for number, line in kept:
        assert number in seen or any(fold(part) in values for part in (line, *line.split(": "), *line.split(", ")))


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
