"""URL-encoded text: the fields of a form, as a browser posts them."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

_SHOWN: Final = 40
"""Most characters of a field's name in a message."""


class UrlEncodingError(ValueError):
    """A text is not read. The message goes on after its name: `has more than 64 fields.`"""


def read_url_encoded(text: str, most: int) -> dict[str, str]:
    """Return name to text of the fields in a URL-encoded text. Every line break is `\\n`.

    Args:
        text: the text.
        most: most fields.

    Raises:
        UrlEncodingError: it is not URL-encoded UTF-8, has too many fields, or one twice.
    """
    if text.count("&") >= most:
        raise UrlEncodingError(f"has more than {most} fields.")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise UrlEncodingError("is not URL-encoded text.") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise UrlEncodingError(f"has the field “{name[:_SHOWN]}” twice.")
        fields[name] = value.replace("\r\n", "\n").replace("\r", "\n")
    return fields
