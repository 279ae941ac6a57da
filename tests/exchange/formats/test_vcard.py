"""Cards of Android, Apple, Thunderbird and others: every value lands in a column that says what it is."""

# ruff: noqa: RUF001 — other alphabets are meant.
from __future__ import annotations

from pathlib import Path

import pytest

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.reading import open_source
from tests.exchange.formats.conftest import Read, Write, cells, numbers, records


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    """Return the text of a card."""
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_folded_lines_and_escapes(read: Read) -> None:
    text = card(
        "N:O\\;Neil;Ann;Jane;Dr.;MBE",
        "FN:Dr. Ann O\\;Neil",
        "ORG:Acme\\, Sons;Sales;North",
        "TITLE:Owner",
        "NOTE:Gate 12\\, code 0042\\nAsk",
        "  for Ann\\; never \\\\ before 9",
        "CATEGORIES:Trade,VIP",
        "UID:urn:uuid:0f-1",
    )
    assert records(read(text).tables[0]) == [
        {
            "First Name": "Ann",
            "Middle Name": "Jane",
            "Last Name": "O;Neil",
            "Name Prefix": "Dr.",
            "Name Suffix": "MBE",
            "Organization Name": "Acme, Sons",
            "Organization Title": "Owner",
            "Department": "Sales, North",
            "Notes": "Gate 12, code 0042\nAsk for Ann; never \\ before 9",
            "Labels": "Trade ::: VIP",
            "UID": "0f-1",
        }
    ]


def test_quoted_printable_may_break_inside_a_character(read: Read) -> None:
    """Android breaks lines anywhere, and may end a value with a break and an empty line."""
    text = card(
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=AF=D0=BD=20=D0==",
        "AF",
        "ORG;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Caf=E9",
        "NOTE;ENCODING=QUOTED-PRINTABLE:caf=C3=A9 =3D ok=0D=0Asecond=",
        "",
        "TEL;CELL:07700 900161",
        version="2.1",
    )
    assert records(read(text).tables[0]) == [
        {
            "Name": "Ян Я",
            "Organization Name": "Café",
            "Notes": "café = ok\nsecond",
            "Phone 1 - Label": "Mobile",
            "Phone 1 - Value": "07700 900161",
        }
    ]


OWN = "PRODID:-//Capptro//Customers//EN"


@pytest.mark.parametrize("uid", ["C-000042", "N-1234567"])
def test_a_number_of_this_program_is_no_identity_in_another(read: Read, uid: str) -> None:
    """On a card of this program it is none, even without a mark; another program numbers its cards as it likes."""
    assert records(read(card(OWN, "ORG:Acme", f"UID:{uid}")).tables[0]) == [{"Organization Name": "Acme"}]
    assert records(read(card("ORG:Acme", f"UID:{uid}")).tables[0])[0]["UID"] == uid


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ((OWN, "UID:C-000042", "X-CAPPTRO-DATABASE:db-0123456789ab"), "C-000042"),
        ((OWN, "UID:N-000007", "X-CAPPTRO-CUSTOMER:C-000042", "X-CAPPTRO-DATABASE:db-0123456789ab"), "C-000042"),
        ((OWN, "UID:N-000007", "X-CAPPTRO-CUSTOMER:42", "X-CAPPTRO-DATABASE:db-0123456789ab"), ""),
        ((OWN, "UID:C-000042", "X-CAPPTRO-DATABASE:db-0123"), ""),
        (("UID:C-000042", "X-CAPPTRO-DATABASE:db-0123456789ab"), ""),
    ],
)
def test_a_card_of_this_program_names_its_customer(read: Read, lines: tuple[str, ...], number: str) -> None:
    """If a part is damaged, or another program has written the card, nothing is taken; the card says what it leaves."""
    source = read(card("ORG:Acme", *lines))
    [found] = records(source.tables[0])
    assert found.get("Capptro Number", "") == number
    assert ("Capptro Database" in found) == bool(number)
    assert not any(column.startswith("Custom Field") for column in found)
    assert ("X-CAPPTRO-DATABASE" in source.facts.get("left out", "")) != bool(number)


def test_a_backslash_in_version_2_1_is_text(read: Read) -> None:
    found = records(read(card("N:Ann;;;;", "NOTE:see C:\\new\\; ok", version="2.1")).tables[0])
    assert found[0]["Notes"] == "see C:\\new; ok"


@pytest.mark.parametrize(
    ("line", "label", "value"),
    [
        ("TEL;CELL;PREF:1", "* Mobile", "1"),
        ("TEL;type=WORK;type=VOICE;type=pref:1", "* Work", "1"),
        ('TEL;TYPE="work,fax";PREF=1:1', "* Work Fax", "1"),
        ("TEL;HOME;FAX:1", "Home Fax", "1"),
        ("TEL;TYPE=fax;VALUE=TEXT:1", "Fax", "1"),
        ("TEL;X-Night:1", "Night", "1"),
        ("TEL;TYPE=main:1", "Main", "1"),
        ("TEL:1", "", "1"),
        ("item1.TEL;type=pref:1\r\nitem1.X-ABLabel:Night porter", "* Night porter", "1"),
        ("ITEM1.TEL:1\r\nitem1.X-ABLabel:_$!<Work>!$_", "Work", "1"),
        ("TEL;VALUE=uri:tel:+44-7700-900181;ext=12", "", "+44-7700-900181 ext. 12"),
        ("TEL;VALUE=uri:tel:7042;phone-context=example.com", "", "7042"),
    ],
)
def test_phones_keep_their_labels(read: Read, line: str, label: str, value: str) -> None:
    found = records(read(card("FN:Ann", line)).tables[0])[0]
    assert (found.get("Phone 1 - Label", ""), found["Phone 1 - Value"]) == (label, value)


def test_the_preferred_of_several_comes_first(read: Read) -> None:
    text = card("FN:A", "EMAIL:b@x.example", "EMAIL;PREF=1:a@x.example", "EMAIL;HOME:mailto:c@x.example", version="4.0")
    found = records(read(text).tables[0])[0]
    assert [found[f"E-mail {place} - Value"] for place in (1, 2, 3)] == ["a@x.example", "b@x.example", "c@x.example"]


def test_addresses_keep_their_parts(read: Read) -> None:
    text = card(
        "FN:A",
        'ADR;TYPE=home;LABEL="1 Mews\\nLondon":PO 7;Flat B;1 Mews,Top floor;London;Greater London;ZZ8 8ZZ;UK',
        "ADR;TYPE=work;PREF=1:;;Old Dairy\\n22 Street;Leeds",
        version="4.0",
    )
    assert records(read(text).tables[0])[0] == {
        "Name": "A",
        "Address 1 - Label": "* Work",
        "Address 1 - Street": "Old Dairy\n22 Street",
        "Address 1 - City": "Leeds",
        "Address 2 - Label": "Home",
        "Address 2 - Formatted": "1 Mews\nLondon",
        "Address 2 - PO Box": "PO 7",
        "Address 2 - Extended Address": "Flat B",
        "Address 2 - Street": "1 Mews, Top floor",
        "Address 2 - City": "London",
        "Address 2 - Region": "Greater London",
        "Address 2 - Postal Code": "ZZ8 8ZZ",
        "Address 2 - Country": "UK",
    }


@pytest.mark.parametrize("mark", ["X-ABShowAs:COMPANY", "KIND:org"])
@pytest.mark.parametrize("organisation", ["ORG:Acme Ltd;", "NOTE:x"])
def test_a_company_has_no_person(read: Read, mark: str, organisation: str) -> None:
    found = records(read(card("N:Acme Ltd;;;;", "FN:Acme Ltd", organisation, mark)).tables[0])[0]
    assert found["Organization Name"] == "Acme Ltd"
    assert not {"Name", "First Name", "Last Name"} & found.keys()


def test_a_shown_name_that_says_more_is_kept(read: Read) -> None:
    text = card("N:Smith;Bob;;;", "FN:Bob’s Plumbing") + card("N:Smith;Bob;;;", "FN:Smith, Bob")
    assert [one.get("Name") for one in records(read(text).tables[0])] == ["Bob’s Plumbing", None]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("BDAY:1985-04-12", "1985-04-12"),
        ("BDAY:19850412", "1985-04-12"),
        ("BDAY:19850412T000000Z", "1985-04-12"),
        ("BDAY;VALUE=DATE:--0629", "--06-29"),
        ("BDAY;value=date;X-APPLE-OMIT-YEAR=1604:1604-05-04", "--05-04"),
        ("BDAY;VALUE=text:circa 1800", "circa 1800"),
        ("BDAY:20261399", "20261399"),
    ],
)
def test_days(read: Read, line: str, day: str) -> None:
    assert records(read(card("FN:A", line)).tables[0])[0]["Birthday"] == day


def test_files_in_a_card_are_left_out_and_counted(read: Read) -> None:
    """In base64 over folded lines, over lines that are not folded, and as a URI."""
    text = card(
        "FN:A",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAB",
        " AgMEBQYH",
        "LOGO;BASE64;PNG:iVBORw0K",
        "GgoAAAAN",
        "",
        "item1.PHOTO;VALUE=uri:https://x.example/a.png",
        "REV:20260203",
        "NOTE:after",
    )
    source = read(text)
    assert records(source.tables[0]) == [{"Name": "A", "Notes": "after"}]
    assert source.facts["left out"] == "logos (1), photos (2), REV (1)"
    assert (source.facts["version"], source.facts["cards"]) == ("3.0", "1")


def test_what_has_no_column_of_its_own_is_a_custom_field(read: Read) -> None:
    """Nothing of a card is lost: unknown properties, the second of what there is once, and lines that are none."""
    text = card(
        "FN:A", "FN:B", "ORG:One", "ORG:Two;Sales", "TITLE:Owner", "ROLE:Payer", "X-SKYPE;HOME:ann", "IMPP:xmpp:a@x",
        "TZ:Europe/London", "GEO:51.5;-0.1", "this line is no property",
    )  # fmt: skip
    found = records(read(text).tables[0])[0]
    custom = {found[f"Custom Field {n} - Label"]: found[f"Custom Field {n} - Value"] for n in range(1, 8)}
    assert custom == {
        "FN": "B",
        "ORG": "Two, Sales",
        "ROLE": "Payer",
        "Skype (Home)": "ann",
        "IMPP": "xmpp:a@x",
        "TZ": "Europe/London",
        "GEO": "51.5, -0.1",
    }
    assert found["Notes"] == "this line is no property"


def test_every_value_of_a_card_is_in_a_row(read: Read) -> None:
    names = ["NICKNAME", "URL", "RELATED", "ANNIVERSARY", "LABEL", "X-ABRELATEDNAMES", "LANG", "X-UNKNOWN", "SOUND-OF"]
    text = card("FN:value 0", *(f"{name};X-T{at}:value {at}" for at, name in enumerate(names, 1)))
    found = "\n".join(cells(read(text).tables[0])[0])
    assert [at for at in range(len(names) + 1) if f"value {at}" not in found] == []


def test_a_card_inside_a_card_is_left_out_with_it(read: Read) -> None:
    text = card("FN:A", "AGENT:", *card("FN:Agent", version="2.1").split("\r\n")[:-1], "NOTE:x", version="2.1")
    source = read(text)
    assert records(source.tables[0]) == [{"Name": "A", "Notes": "x"}]
    assert source.facts["left out"] == "AGENT (1)"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (card("FN:A") + "BEGIN:VCARD\r\nFN:B\r\n", "begins in line 5 of “list.csv” has no end"),
        ("BEGIN:VCARD\r\nFN:A\r\n" + card("FN:B"), "begins in line 1 of “list.csv” has no end"),
        (card("FN:A") + "Some text\r\n", "Line 5 of “list.csv” is outside of a card"),
        (card("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=KLINGON:A"), "Line 3 of “list.csv” has an unknown character set"),
        (card("NOTE:" + "x" * 10_000_000), "longer than"),
    ],
)
def test_damaged_cards_are_refused(read: Read, content: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(content)


def test_a_folder_of_cards_is_one_source(write: Write, tmp_path: Path) -> None:
    write(card("FN:B") + card("FN:C"), "b.vcf")
    write(card("FN:Ä", end="\n").encode("cp1252"), "a.VCF")
    write("Name\n", "other.csv")
    write(b"\0\5", "._a.vcf")
    source = open_source(tmp_path)
    assert [one["Name"] for one in records(source.tables[0])] == ["Ä", "B", "C"]
    assert numbers(source.tables[0]) == [1, 2, 3]
    assert (source.facts["files"], source.facts["other files left out"]) == ("2", "1")
    write(card("FN:D")[:-12], "d.vcf")
    with pytest.raises(Refused, match=r"“d.vcf” has no end"):
        open_source(tmp_path)
