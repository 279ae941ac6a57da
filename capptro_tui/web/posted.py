"""Reads a post to a form exactly, and checks it against the fields of the form."""

from __future__ import annotations

from typing import Final

from capptro_tui.text.patterns import pattern
from capptro_tui.text.url_encoded import read_url_encoded
from capptro_tui.web.published import FORM, HONEYPOT, NAMES, PublishedForm

MOST_BYTES: Final = 262_144
"""Most bytes of a post: a form that asks for everything, each field full of characters of twelve bytes."""

_MOST_FIELDS: Final = 64
"""Most fields of a post, more than any form has."""

_CONTROLS = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class UnreadablePost(ValueError):
    """A post that cannot be read, or was not made by the form."""


class OutdatedPost(ValueError):
    """A post with fields that the form has no more: it was changed while somebody wrote.

    Attributes:
        fields: name to text of the fields that the form has.
        others: the texts of those that it has not.
    """

    def __init__(self, fields: dict[str, str], others: list[str]) -> None:
        super().__init__()
        self.fields = fields
        self.others = others


def read_post(body: bytes, form: PublishedForm) -> dict[str, str]:
    """Return name to text of the fields that were posted.

    Raises:
        UnreadablePost: it is not URL-encoded UTF-8, has too many fields or one twice, or is of another form.
        OutdatedPost: it has other fields than the form.
    """
    known = {FORM, NAMES, HONEYPOT, *(one.name for one in form.all_fields)}
    try:
        fields = read_url_encoded(body.decode("ascii"), _MOST_FIELDS)
    except ValueError:
        raise UnreadablePost from None
    if fields.pop(FORM, form.number) != form.number:
        raise UnreadablePost
    fields.pop(NAMES, None)
    others = [name for name in fields if name not in known]
    if others:
        left = [fields.pop(name) for name in others]
        raise OutdatedPost(fields, [text for text in left if text.strip()])
    return fields


def shown_again(text: str) -> str:
    """Return a text for the page that is shown again: a sign stands for each character that cannot be sent."""
    return _CONTROLS.sub("\ufffd", text)


def problems_of(form: PublishedForm, fields: dict[str, str]) -> dict[str, str]:
    """Return name of a field to a sentence about its text, for each text that the form does not take."""
    found = {}
    for one in form.all_fields:
        text = fields.get(one.name, "")
        if _CONTROLS.search(text):
            found[one.name] = "there are characters that cannot be sent. Please take out each \ufffd."
        elif one.is_required and not text.strip():
            found[one.name] = "please fill this in."
        elif len(text) > one.limit:
            found[one.name] = f"at most {one.limit:,} characters, please."
        elif one.kind != "lines" and "\n" in text:
            found[one.name] = "on one line, please."
    if not found and not any(text.strip() for name, text in fields.items() if name != HONEYPOT):
        found[form.all_fields[0].name] = "please fill this in."
    return found
