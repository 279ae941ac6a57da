"""Read a mail: the one that a page sends by `mailto:`, or one that somebody has written."""

from __future__ import annotations

from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.text.patterns import pattern
from capptro_tui.web.published import FORM, MESSAGE, NAMES

_PAIR = pattern(r"([a-z][a-z0-9_]{0,79})=(.*)")
_HEADERS: Final = ("From", "Subject", "Date", "Message-ID")
_ATTACHED: Final = "attached files"
"""The field with the names of the attached files. No field of a page has a space in its name."""

_MOST_NAMES: Final = 100
_LONGEST_HEADER: Final = 2000
_MOST_PARTS: Final = 200
_MOST_BOUNDARIES: Final = 5000
_FAULTS: Final = (AttributeError, LookupError, MessageError, RecursionError, TypeError, ValueError)
"""Errors of Python's own parser on mails that are none."""


def read_mail(name: str, content: bytes) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the fields of a mail, and everything of it for the record.

    The text of a page's mail has a line for each field; of any other mail, the sender and the text are taken.

    Args:
        name: name of the file, for messages.
        content: the mail as it was stored.

    Raises:
        Refused: it is no mail, or its text cannot be read.
    """
    if content.count(b"\n--") > _MOST_BOUNDARIES:
        raise Refused(f"“{name}” has too many parts for a mail.")
    try:
        # The newer parser of headers takes very long for some that were made for it.
        mail = BytesParser().parsebytes(content)
        headers = _headers(name, mail)
        body, attached = _parts(name, mail)
    except _FAULTS:
        raise Refused(f"“{name}” is no mail that can be read: its parts do not fit together.") from None
    if not headers:
        raise Refused(f"“{name}” is no mail: it has neither sender nor subject.")
    text = _text(name, body)
    fields = _pairs(text) or _written(headers, text)
    if attached:
        fields[_ATTACHED] = ", ".join(attached) + " (in the mail, not taken over)"
    return fields, {"headers": headers, "text": text}


def _headers(name: str, mail: Message) -> dict[str, str]:
    """Return the headers that are kept; of several of a name the first. Raises Refused if one is too long."""
    found: dict[str, str] = {}
    for key, value in mail.raw_items():
        wanted = next((one for one in _HEADERS if one.lower() == key.lower()), "")
        if wanted and wanted not in found:
            found[wanted] = _header(name, str(value).encode("utf-8", "surrogateescape").decode())
    return found


def _header(name: str, text: str) -> str:
    """Return a header as it is read. Raises Refused if it is too long."""
    if len(text) > _LONGEST_HEADER:
        raise Refused(f"“{name}” has a header of {len(text):,} characters; at most {_LONGEST_HEADER:,} are read.")
    parts = decode_header(text.replace("\r", "").replace("\n", ""))
    return "".join(
        part.decode(charset or "raw-unicode-escape") if isinstance(part, bytes) else part for part, charset in parts
    )


def _parts(name: str, mail: Message) -> tuple[Message | None, list[str]]:
    """Return the first plain text of a mail, and the names of the files in it. Raises Refused."""
    body, attached = None, []
    for count, part in enumerate(mail.walk()):
        if count >= _MOST_PARTS:
            raise Refused(f"“{name}” has more than {_MOST_PARTS} parts.")
        if part.get_content_maintype() == "multipart":
            continue
        is_file = part.get_content_disposition() == "attachment" or part.get_filename() is not None
        if is_file:
            attached.append(str(part.get_filename() or part.get_content_type())[:_LONGEST_HEADER])
        elif body is None and part.get_content_type() == "text/plain":
            body = part
    return body, attached


def _text(name: str, body: Message | None) -> str:
    """Return the text of a mail's part. Raises Refused."""
    if body is None:
        raise Refused(f"“{name}” has no plain text, only HTML or attachments. Add what it says by hand.")
    charset = body.get_content_charset("utf-8")
    try:
        content = body.get_payload(decode=True)
        text = content.decode(charset) if isinstance(content, bytes) else str(content)
    except _FAULTS:
        raise Refused(f"The text of “{name}” is not in its stated encoding, {charset[:40]}.") from None
    return text.replace("\r\n", "\n")


def _pairs(text: str) -> dict[str, str]:
    """Return the fields in the text of a page's mail; none for any other text.

    A line begins a field if the page names that field; every other line goes on with the one before it.
    """
    fields: dict[str, str] = {}
    field_names: set[str] = {FORM, NAMES}
    last = ""
    for line in text.strip().split("\n"):
        found = _PAIR.fullmatch(line)
        if found and found[1] in field_names and found[1] not in fields:
            last = found[1]
            fields[last] = found[2]
            if last == NAMES:
                field_names |= set(found[2].split(",")[:_MOST_NAMES])
        elif not fields:
            return {}
        else:
            fields[last] += "\n" + line
    return {key: value.rstrip("\n") for key, value in fields.items()} if FORM in fields else {}


def _written(headers: dict[str, str], text: str) -> dict[str, str]:
    """Return sender and text of a mail that somebody has written."""
    called, address = parseaddr(headers.get("From", ""))
    told = {"name": called, "email": address, "subject": headers.get("Subject", ""), MESSAGE: text.strip("\n")}
    return {key: value for key, value in told.items() if value}
