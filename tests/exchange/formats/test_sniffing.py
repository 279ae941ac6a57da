"""The format of a file is found by its content; what is no table is called by its name."""

from __future__ import annotations

import io
import zipfile

import pytest

from capptro_tui.errors import Refused
from tests.exchange.formats.conftest import Read, cells

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Acme\r\nEND:VCARD\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(*names: str) -> bytes:
    """Return a zip archive with empty files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ("Name,City\nAcme,Leeds\n", "csv"),
        (CARD, "vcard"),
        ("\ufeff\r\n" + CARD.lower().replace("begin:vcard", "begin:VCARD"), "vcard"),
        ("!CUST\tNAME\nCUST\tAcme\n", "iif"),
        ('[{"name": "Acme"}]', "json"),
        ('{"customers": [{"name": "Acme"}]}', "json"),
        ('{\n  "name": "Acme"\n}', "json"),
        ('{"name": "Acme"}\n{"name": "Bolt"}\n', "jsonl"),
        ('{"name": "Acme"}', "jsonl"),
        ("<table><tr><td>Acme</td></tr></table>", "html"),
        ("[Name],[City]\nAcme,Leeds\n", "csv"),
        ("{Name},City\nAcme,Leeds\n", "csv"),
        ("!Important;City\nAcme;Leeds\n", "csv"),
    ],
)
@pytest.mark.parametrize("name", ["list.csv", "list.xls", "list.xlsx", "list"])
def test_the_content_decides_whatever_the_name(read: Read, content: str, format: str, name: str) -> None:
    assert read(content, name).format == format


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"SQLite format 3\0" + bytes(100), "a database"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x1f\x8b\x08\0", "a compressed file; unpack it first"),
        (b"{\\rtf1 Acme}", "a text document"),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", "a calendar"),
        (b"dn: cn=Acme\nobjectclass: person\n", "an address book in LDIF"),
        (b"MIME-Version: 1.0\n", "a web page in one file"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel 2003"),
        (b"<?xml version='1.0'?><customers/>", "XML of a kind"),
        (b"<html><p>Please log in", "a web page without a table"),
        (zipped("a.csv", "b.csv"), "a zip archive; unpack it first"),
        (zipped("word/document.xml"), "a Word document"),
        (zipped("xl/workbook.bin"), "binary workbook"),
        (zipped("Index/Document.iwa"), "Numbers"),
        (b"PK\x03\x04" + bytes(100), "a damaged workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted with a password"),
        (OLE + "WordDocument".encode("utf-16-le"), "but no workbook"),
    ],
)
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_kind_that_is_no_table_is_named(read: Read, content: bytes, kind: str, name: str) -> None:
    with pytest.raises(Refused, match=kind):
        read(content, name)


@pytest.mark.parametrize("name", ["list.vcf", "list.json", "list.jsonl", "list.iif"])
def test_a_file_that_is_not_as_its_name_says_is_no_table_by_chance(read: Read, name: str) -> None:
    with pytest.raises(Refused, match="does not begin like"):
        read("Name,City\nAcme,Leeds\n", name)
    assert cells(read("Name,City\nAcme,Leeds\n", name, format="csv").tables[0])[1] == ("Acme", "Leeds")


def test_an_unknown_format_is_refused(read: Read) -> None:
    with pytest.raises(Refused, match="“docx” is no format that is read"):
        read("Name\n", format="docx")
