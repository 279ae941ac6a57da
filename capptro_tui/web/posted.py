"""Reads a post to a form exactly, and checks it against the fields of the form."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from capptro_tui.text.patterns import pattern
from capptro_tui.web.published import FORM, HONEYPOT, NAMES, PublishedForm

MOST_BYTES: Final = 65_536
"""Most bytes of a post."""

_CONTROLS = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class UnreadablePost(ValueError):
    """A post that cannot be read, or was not made by the form."""


def read_post(body: bytes, form: PublishedForm) -> dict[str, str]:
    """Return name to text of the fields that were posted.

    Raises:
        UnreadablePost: it is not URL-encoded UTF-8, has other fields than the form, one of them twice, or characters
            that no keyboard types.
    """
    known = {FORM, NAMES, HONEYPOT, *(one.name for one in form.all_fields)}
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=len(known),
        )
    except ValueError:
        raise UnreadablePost from None
    fields = {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in pairs}
    if len(fields) < len(pairs) or not fields.keys() <= known or fields.pop(FORM, form.number) != form.number:
        raise UnreadablePost
    if any(_CONTROLS.search(text) for text in fields.values()):
        raise UnreadablePost
    fields.pop(NAMES, None)
    return fields


def problems_of(form: PublishedForm, fields: dict[str, str]) -> dict[str, str]:
    """Return name of a field to a sentence about its text, for each text that the form does not take."""
    found = {}
    for one in form.all_fields:
        text = fields.get(one.name, "")
        if one.is_required and not text.strip():
            found[one.name] = "please fill this in."
        elif len(text) > one.limit:
            found[one.name] = f"at most {one.limit:,} characters, please."
        elif one.kind != "lines" and "\n" in text:
            found[one.name] = "on one line, please."
    if not found and not any(text.strip() for name, text in fields.items() if name != HONEYPOT):
        found[form.all_fields[0].name] = "please fill this in."
    return found
