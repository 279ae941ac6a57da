"""Files of submissions: every format gives the same fields, as text; whatever cannot be read is refused."""

from __future__ import annotations

import json
import tempfile
from urllib.parse import urlencode

import pytest

from capptro_tui.errors import Refused
from capptro_tui.exchange.submissions.reading import FORMATS, MOST_BYTES, format_of, read_sent
from tests.support import is_plain

FIELDS = {"name": "Bea Brook", "phone": "+44 1632 960177", "message": "The gate\nis stuck & squeaks; a=b"}

MAIL = (
    "From: Bea Brook <bea@example.com>\r\nSubject: Write to us\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
)

NESTED = b"From: a@b\nContent-Type: multipart/mixed; boundary=b0\n\n" + b"".join(
    b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (level, level + 1) for level in range(3000)
)
"""A mail in a mail in a mail, deeper than any program reads."""

WRITTEN: dict[str, tuple[str, bytes]] = {
    "json": ("form.json", json.dumps({"form": "E-1", "fields": FIELDS}).encode()),
    "flat json": ("form.json", json.dumps({"form": "E-1", **FIELDS}).encode()),
    "list": ("form.json", json.dumps([{"form": "E-1", **FIELDS}]).encode()),
    "csv": (
        "form.csv",
        b'Form;name;phone;message\nE-1;Bea Brook;+44 1632 960177;"The gate\nis stuck & squeaks; a=b"\n',
    ),
    "urlencoded": ("post", urlencode({"form": "E-1", **FIELDS}).replace("%0A", "%0D%0A").encode()),
    "mail": (
        "mail.eml",
        (
            MAIL + "form=E-1\r\nfield_names=form,field_names,name,phone,message,company_url\r\nname=Bea Brook\r\n"
            "phone=+44 1632 960177\r\nmessage=The gate\r\nis stuck & squeaks; a=b\r\ncompany_url=\r\n"
        ).encode(),
    ),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_every_format_gives_the_same(way: str) -> None:
    name, content = WRITTEN[way]
    [sent] = read_sent(name, content)
    assert sent.form == "E-1"
    assert {key: value for key, value in sent.fields.items() if value} == FIELDS
    assert sent.source == {"mail": "mail", "urlencoded": "web"}.get(way, "file")
    assert len(sent.digest) == 64


@pytest.mark.parametrize("way", WRITTEN)
def test_the_format_is_told_by_the_content(way: str) -> None:
    """As from standard input, which has no name."""
    name, content = WRITTEN[way]
    assert format_of("", content) == format_of(name, content)


def test_what_is_the_same_has_the_same_digest() -> None:
    """However the file is laid out; of two that are the same in one file, each has its own."""
    one = read_sent("a.json", b'{"form": "E-1", "name": "Bea"}')[0].digest
    assert read_sent("b.json", b'{"name":"Bea",  "form":"E-1"}')[0].digest == one
    assert read_sent("b.json", b'{"name": "Bea", "form": "E-2"}')[0].digest != one
    table = b"name,phone\nBea,1\nBea,1\nCleo,2\n"
    first = [sent.digest for sent in read_sent("a.csv", table, form="E-1")]
    assert len(set(first)) == 3
    assert [sent.digest for sent in read_sent("b.csv", table + b"Dan,3\n", form="E-1")][:3] == first


def test_a_mail_that_somebody_wrote() -> None:
    """Sender and text are taken; what is attached is named."""
    content = (
        b"From: =?utf-8?q?Zo=C3=AB?= <zoe@example.com>\nSubject: The gate\nDate: Mon, 16 Mar 2026 09:00:00 +0000\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
        b"name=is no field here\nThe caf=E9 gate is stuck.\n--x\n"
        b'Content-Type: image/png; name="gate.png"\nContent-Disposition: attachment; filename="gate.png"\n\nx\n--x--\n'
    )
    [sent] = read_sent("request.eml", content, form="E-1")
    assert sent.fields["name"] == "Zoë"
    assert sent.fields["email"] == "zoe@example.com"
    assert sent.fields["message"] == "name=is no field here\nThe café gate is stuck."
    assert "gate.png" in sent.fields["attached files"]
    assert sent.raw["headers"]["Subject"] == "The gate"


def test_the_moment_is_that_of_the_file_where_it_tells_one() -> None:
    """In the form of this program's own server. What a service of others writes there stays as text."""
    [sent] = read_sent("a.json", b'{"form": "E-1", "received": "2026-03-16T08:00:00Z", "fields": {"name": "Bea"}}')
    assert (sent.received, sent.fields) == ("2026-03-16T08:00:00Z", {"name": "Bea"})
    [sent] = read_sent("a.csv", b"form,Received,Subject,name\nE-1,16/03/2026 8:00,Gate,Bea\n")
    assert (sent.received, sent.fields) == ("", {"received": "16/03/2026 8:00", "Subject": "Gate", "name": "Bea"})


def test_a_field_may_have_any_name() -> None:
    """What the server tells about a submission is apart from what a visitor has typed."""
    typed = {"name": "Bea", "source": "Facebook", "received": "2020-01-01", "form": "E-9", "fields": "two", "id": "7"}
    told = {"form": "E-1", "received": "2026-03-16T08:00:00Z", "source": "web", "id": "a1", "fields": typed}
    [sent] = read_sent("a.json", json.dumps(told).encode())
    assert (sent.form, sent.received, sent.source) == ("E-1", "2026-03-16T08:00:00Z", "web")
    assert sent.fields == sent.raw["fields"] == typed
    [sent] = read_sent("a.json", b'{"form": "E-1", "source": "web", "fields": "two", "name": "Bea"}')
    assert (sent.source, sent.fields) == ("file", {"source": "web", "fields": "two", "name": "Bea"})


def test_a_visitor_does_not_say_when_it_was_sent() -> None:
    [sent] = read_sent("post", urlencode({"form": "E-1", "name": "Bea", "received": "2020-01-01"}).encode())
    assert (sent.received, sent.fields) == ("", {"name": "Bea", "received": "2020-01-01"})


def test_no_column_of_a_table_is_lost() -> None:
    """A column may be called as a field of this program's own pages, or by nothing."""
    [sent] = read_sent("a.csv", b"form,name,fields,field_names,source,\nE-1,Bea,two acres,x,a friend,more,most\n")
    expected = {"name": "Bea", "fields": "two acres", "field_names": "x", "source": "a friend"}
    assert sent.fields == sent.raw["fields"] == {**expected, "column 6": "more", "column 7": "most"}


def test_rows_of_different_moments_are_different_submissions() -> None:
    """Also in a later export, in which their places among equal rows have changed."""
    table = b"form,received,name\nE-1,2026-02-01T08:00:00Z,Bea\nE-1,2026-03-01T08:00:00Z,Bea\n"
    first, second = read_sent("a.csv", table)
    assert first.raw["received"] == "2026-02-01T08:00:00Z"
    [later] = read_sent("march.csv", b"form,received,name\nE-1,2026-03-01T08:00:00Z,Bea\n")
    assert later.digest == second.digest != first.digest


def test_no_temporary_file_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is no fault of a table, and what customers wrote is nowhere else."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    assert len(read_sent("a.csv", b"form,name\nE-1,Bea\n")) == 1


def test_text_stays_text() -> None:
    """No number, formula or date is made of a value; nothing is trimmed."""
    table = b'form,name,phone,account\nE-1,=HYPERLINK("http://x.example"),0044 1632,6.09555E+09\n'
    table = table.replace(b'=HYPERLINK("http://x.example")', b'"=HYPERLINK(""http://x.example"")"')
    [sent] = read_sent("a.csv", table)
    assert sent.fields == {"name": '=HYPERLINK("http://x.example")', "phone": "0044 1632", "account": "6.09555E+09"}
    [sent] = read_sent("a.json", '{"form": "E-1", "name": " <b>[link=x]\u202e ", "rooms": 2.50, "ok": true}'.encode())
    assert sent.fields == {"name": " <b>[link=x]\u202e ", "rooms": "2.5", "ok": "true"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("big.json", b"x" * (MOST_BYTES + 1), "larger than 2 MB"),
        ("empty.csv", b"  \n", "is empty"),
        ("a.json", b'{"name": "\xff"}', "is not UTF-8 text"),
        ("a.json", b'{"name": "\0"}', "zero byte"),
        ("a.json", b'{"name": "Bea"', "cannot be read"),
        ("a.json", b'{"name": "Bea", "name": "Cleo"}', "given twice"),
        ("a.json", b"[1]", "no JSON object"),
        ("a.json", b"[" * 5000, "nested too deeply"),
        ("a.json", b"[]", "no submission"),
        ("a.csv", b"name,phone\n", "no submission"),
        ("a.csv", b"name,name\nBea,Cleo\n", "“name” twice"),
        ("a.csv", b"Form,form,name\nE-1,E-2,Bea\n", "“form” twice"),
        ("a.csv", b"name,,column 2\nBea,1,2\n", "“column 2” twice"),
        ("a.csv", b"name,column 3\nBea,1,2\n", "“column 3” twice"),
        ("a.csv", b'name,phone\n"Bea,1\n', "never closed"),
        ("a.csv", ",".join(f"c{n}" for n in range(101)).encode() + b"\nx\n", "101 columns"),
        ("a.csv", b"name\n" + b"Bea\n" * 2001, "more than 2,000 submissions"),
        ("a.urlencoded", b"name=%FF", "not URL-encoded"),
        ("a.urlencoded", b"name=Bea&name=Cleo", "“name” twice"),
        ("a.urlencoded", "&".join(f"f{n}=x" for n in range(1000)).encode(), "more than 102 fields"),
        ("a.eml", b"no headers at all", "is no mail"),
        ("a.eml", b"From: " + b"(" * 100_000 + b"\n\nx", "a header of 100,000 characters"),
        ("a.eml", b"From: \xff\n\nx", "do not fit together"),
        ("a.eml", b"Subject: =?utf-8?b?a?=\n\nx", "do not fit together"),
        ("a.eml", NESTED, "do not fit together"),
        ("a.eml", b"From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 300, "200 parts"),
        ("a.eml", b"From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 9000, "too many parts"),
        ("a.eml", b"From: a@example.com\nContent-Type: text/html\n\n<b>x</b>", "has no plain text"),
        ("a.eml", b"From: a@example.com\nContent-Type: text/plain; charset=nonsense\n\nx", "its stated encoding"),
        ("a.eml", b"From: a@example.com\nContent-Type: text/plain; charset=utf-8\n\n\xff", "its stated encoding"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, content: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        read_sent(name, content, form="E-1")
    assert why in str(refused.value)
    assert is_plain(refused.value)


def said(content: bytes, format: str) -> str | None:
    """The sentence with which a content is refused; None if it is read."""
    try:
        read_sent("x", content, format=format, form="E-1")
    except Refused as refused:
        return str(refused)
    return None


@pytest.mark.parametrize("format", FORMATS)
def test_any_bytes_are_read_or_refused(format: str) -> None:
    """The beginnings, and with a byte changed, of every file above."""
    for _, content in WRITTEN.values():
        for cut in range(0, len(content), 7):
            for given in (content[:cut], content[:cut] + b"\xc3\0\n=" + content[cut:]):
                assert said(given, format) is None or is_plain(said(given, format))
