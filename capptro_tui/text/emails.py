"""E-mail addresses: find them in a text and validate them. Validation and comparison both use this module."""

from __future__ import annotations

import re

from capptro_tui.text import plain_text
from capptro_tui.text.patterns import pattern

_SEPARATORS = pattern(
    r"\s*[,;|]\s*|(?<=[\w>])\s+(?:[/&]|or|and|oder|und|ou|et)\s+(?=[^\s<>@]+@)|\s+(?=[^\s<>@]+@)", re.IGNORECASE
)
_NAMED = pattern(
    r"(?:\"[^\"]*\"|[^<>@\"]*?|'?[^\s<>@\"',;]+@[^\s<>@\"',;]+'?)\s*<\s*([^<>\s]+)\s*>",
)
"""A display name, or the address itself as some programs put it there, before the address."""

_LABEL = pattern(r"^\s*(?:mailto|e-?mail)\s*:\s*", re.IGNORECASE)
_REMARK = pattern(r"(?<=\S)\s+\([^()<>@]*\)$")
_LOOSE = pattern(r"[^\s@<>,;:()\[\]\\\"]+@(?:[\w](?:[\w-]*\w)?\.)+[\w]{2,}")
_PLAIN = pattern(
    r"(?=.{1,254}\Z)(?=[^@]{1,64}@)[A-Za-z0-9_]+(?:[.+-][A-Za-z0-9_]+)*"
    r"@(?:(?!.{0,61}--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
"""An address that keeps the rules of e-mail for sure, as nearly every one does. The library takes far longer."""

_INSIDE = pattern(r"\.(?:local|test|invalid|example|localhost)$", re.IGNORECASE)
"""Domains that no mail is sent to from outside. (RFC 2606, RFC 6762)"""


def addresses(text: str) -> list[str]:
    """Return the addresses in a text such as `ann@x.com`, `Ann <ann@x.com>`, `mailto:ann@x.com` or `a@x.com, b@x.com`.

    Raises:
        ValueError: The text has no address, or it has something else beside its addresses.
    """
    if _PLAIN.fullmatch(text):
        return [text]
    found = []
    for part in filter(None, _parts(_LABEL.sub("", plain_text.plain(text)).strip())):
        named = _NAMED.fullmatch(part)
        address = named[1] if named else _REMARK.sub("", part)
        if not (is_strict(address) or _LOOSE.fullmatch(address)):
            raise ValueError(part)
        found.append(address)
    if not found:
        raise ValueError(text)
    return found


def _parts(text: str) -> list[str]:
    """Split a text between addresses. A display name with a comma stays whole if it is in quotation marks."""
    if _NAMED.fullmatch(text) or is_strict(text):
        return [text]
    return _SEPARATORS.split(text)


def is_strict(address: str) -> bool:
    """Whether an address keeps the rules of e-mail. Addresses of an internal network (`.local`) do."""
    if _PLAIN.fullmatch(address):
        return True
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(
            _INSIDE.sub(".com", address),
            check_deliverability=False,
            globally_deliverable=False,
            allow_quoted_local=True,
        )
    except EmailNotValidError:
        return False
    return "." in address.rpartition("@")[2]


def oddness(text: str) -> str:
    """Return a sentence that says why addresses that can be stored are unusual; "" if they are not."""
    found = addresses(text)
    if broken := next((one for one in found if not is_strict(one)), ""):
        return f"{broken[:60]} breaks the rules of e-mail; some old phone addresses do."
    return "There are several addresses." if len(found) > 1 else ""
