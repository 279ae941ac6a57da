"""Read a mail: the one that a page sends by `mailto:`, or one that somebody has written."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.text.patterns import pattern
from capptro_tui.web.published import FORM, MESSAGE, NAMES

_PAIR = pattern(r"([a-z][a-z0-9_]{0,79})=(.*)")
_HEADERS: Final = ("From", "Subject", "Date", "Message-ID")
_MOST_NAMES: Final = 100
_LONGEST_HEADER: Final = 500


def read_mail(name: str, content: bytes) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the fields of a mail, and everything of it for the record.

    The text of a page's mail has a line for each field; of any other mail, the sender and the text are taken.

    Args:
        name: name of the file, for messages.
        content: the mail as it was stored.

    Raises:
        Refused: it is no mail, or its text cannot be read.
    """
    mail = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(mail, EmailMessage)
    try:
        headers = {key: str(mail[key])[:_LONGEST_HEADER] for key in _HEADERS if mail[key] is not None}
        body = mail.get_body(("plain",))
        attached = [str(part.get_filename() or part.get_content_type()) for part in mail.iter_attachments()]
    except (AttributeError, KeyError, LookupError, TypeError, ValueError):
        raise Refused(f"“{name}” is no mail that can be read: its parts do not fit together.") from None
    if not headers:
        raise Refused(f"“{name}” is no mail: it has neither sender nor subject.")
    text = _text(name, body)
    fields = _pairs(text) or _written(headers, text)
    if attached:
        fields["attachments"] = ", ".join(attached) + " (in the mail, not taken over)"
    return fields, {"headers": headers, "text": text}


def _text(name: str, body: Any) -> str:
    """Return the text of a mail's part. Raises Refused."""
    if not isinstance(body, EmailMessage):
        raise Refused(f"“{name}” has no plain text, only HTML or attachments. Add what it says by hand.")
    content = body.get_payload(decode=True)
    charset = body.get_content_charset("utf-8")
    try:
        text = content.decode(charset) if isinstance(content, bytes) else str(content)
    except (LookupError, UnicodeDecodeError):
        raise Refused(f"The text of “{name}” is not in its stated encoding, {charset[:40]}.") from None
    return text.replace("\r\n", "\n")


def _pairs(text: str) -> dict[str, str]:
    """Return the fields in the text of a page's mail; none for any other text.

    A line begins a field if the page names that field; every other line goes on with the one before it.
    """
    fields: dict[str, str] = {}
    known: set[str] = {FORM, NAMES}
    last = ""
    for line in text.strip().split("\n"):
        found = _PAIR.fullmatch(line)
        if found and found[1] in known and found[1] not in fields:
            last = found[1]
            fields[last] = found[2]
            if last == NAMES:
                known |= set(found[2].split(",")[:_MOST_NAMES])
        elif not fields:
            return {}
        else:
            fields[last] += "\n" + line
    return {key: value.rstrip("\n") for key, value in fields.items()} if FORM in fields else {}


def _written(headers: dict[str, str], text: str) -> dict[str, str]:
    """Return sender and text of a mail that somebody has written."""
    called, address = parseaddr(headers.get("From", ""))
    told = {"name": called, "email": address, "title": headers.get("Subject", ""), MESSAGE: text.strip("\n")}
    return {key: value for key, value in told.items() if value}
