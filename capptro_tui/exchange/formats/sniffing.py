"""The format of a file, from its content. Its extension decides only where the content leaves it open."""

from __future__ import annotations

import codecs
import re
import zipfile
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.text.patterns import pattern

FORMATS: Final = ("csv", "xlsx", "xls", "ods", "vcard", "iif", "json", "jsonl", "html")

_HEAD: Final = 65_536
_AS_TABLE: Final = "Save or export it as XLSX or CSV."

_SIGNATURES: Final = (
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\0", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"),
    (b"Rar!", "a compressed file; unpack it first"),
    (b"!BDN", "an Outlook data file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"BEGIN:VCALENDAR", "a calendar"),
    (b"dn: ", "an address book in LDIF"),
    (b"version: 1\n", "an address book in LDIF"),
    (b"MIME-Version:", "a web page in one file (MHTML)"),
)
"""First bytes of kinds of files that are no tables, and their names for people."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file: XLS, and much else of that time. (MS-CFB)"""

_IIF = pattern(r"!(?:HDR|[A-Z]{3,20})\t")
_ARRAY = pattern(r"\[\s*(?:[\[{\]]|\Z)")
_OBJECT = pattern(r"\{\s*(?:[\"}]|\Z)")
_EMPTY_LINE = pattern(r"\{\}[ \t]*\r?\n\s*[^{\s]")
"""The first line of lists that accounting programs write: it holds nothing, and no JSON follows."""

_HTML = pattern(r"<(?:!doctype\s+html|html|table)\b", re.IGNORECASE)


def sniff(file: SourceFile) -> str:
    """Return the format of a file as FORMATS names it.

    Raises:
        Refused: it is of a kind that is not read. The sentence names the kind.
    """
    head = file.head(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(file)
    if head.startswith(_OLE):
        return _compound(file)
    text = _as_text(head).lstrip("\ufeff \t\r\n")
    start = text.encode("utf-8", "replace")
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) or start.startswith(signature):
            raise Refused(f"“{file.name}” is {kind}. {_AS_TABLE}")
    return _text(file, text)


def _text(file: SourceFile, text: str) -> str:
    """Return the format of a text by its first characters."""
    if text[:11].upper() == "BEGIN:VCARD":
        return "vcard"
    if _IIF.match(text):
        return "iif"
    if _ARRAY.match(text):
        return "json"
    if _OBJECT.match(text) and not _EMPTY_LINE.match(text):
        return _lines_or_object(file, text)
    if text.startswith("<"):
        return _markup(file, text)
    expected = {".vcf": "cards (vCard)", ".json": "JSON", ".jsonl": "JSON Lines", ".iif": "IIF"}
    if kind := expected.get(file.path.suffix.lower()):
        raise Refused(f"“{file.name}” does not begin like {kind}: it is damaged, or has the wrong ending in its name.")
    return "csv"


def _lines_or_object(file: SourceFile, text: str) -> str:
    """Tell an object in each line from one object that has a list of records."""
    if file.path.suffix.lower() in (".jsonl", ".ndjson"):
        return "jsonl"
    first, _, rest = text.partition("\n")
    is_whole = first.rstrip().endswith("}")
    return "jsonl" if is_whole and (rest.lstrip().startswith("{") or '":[{' not in first.replace(" ", "")) else "json"


def _markup(file: SourceFile, text: str) -> str:
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        raise Refused(f"“{file.name}” is a spreadsheet of Excel 2003 in XML. {_AS_TABLE}")
    if _HTML.search(text):
        return "html"
    raise Refused(f"“{file.name}” is XML of a kind that is not read. {_AS_TABLE}")


def _zipped(file: SourceFile) -> str:
    """Return the format of a file that is a zip inside."""
    with file.open() as opened:
        try:
            with zipfile.ZipFile(opened) as archive:
                names = set(archive.namelist())
                is_ods = "mimetype" in names and b"opendocument.spreadsheet" in archive.open("mimetype").read(100)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
            raise Refused(f"“{file.name}” is a damaged workbook or zip archive. Export or copy it again.") from None
    if any(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names):
        return "xlsx"
    if is_ods:
        return "ods"
    kinds = {
        "xl/workbook.bin": "an Excel binary workbook (.xlsb)",
        "word/document.xml": "a Word document",
        "ppt/presentation.xml": "a presentation",
        "Index/Document.iwa": "a document of Numbers, Pages or Keynote",
    }
    kind = next((kind for name, kind in kinds.items() if name in names), "a zip archive; unpack it first")
    raise Refused(f"“{file.name}” is {kind}. {_AS_TABLE}")


def _compound(file: SourceFile) -> str:
    """Return the format of a compound file, by the names of its streams, which are UTF-16."""
    limit = 1 << 20
    with file.open() as opened:
        content = opened.read(limit)
        if file.size > limit:
            opened.seek(-limit, 2)
            content += opened.read(limit)
    streams = {name: name.encode("utf-16-le") in content for name in ("EncryptedPackage", "Workbook", "Book")}
    if streams["EncryptedPackage"]:
        raise Refused(
            f"“{file.name}” is encrypted with a password. Open it, save it without a password, and import that."
        )
    if streams["Workbook"] or streams["Book"]:
        return "xls"
    raise Refused(f"“{file.name}” is a document of Office or Outlook, but no workbook. {_AS_TABLE}")


def _as_text(head: bytes) -> str:
    """Return the first characters of a text whose encoding is not decided yet."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return head.decode(name, "replace")
    return head.decode("utf-8", "replace")
