"""Published forms: all that their pages and their server need, and the file that hands them over."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.text.patterns import pattern

FORM: Final = "form"
"""The field that names the form."""

MESSAGE: Final = "message"
"""The field with the message."""

HONEYPOT: Final = "company_url"
"""A field that people do not see. Programs that fill in every form fill it in."""

NAMES: Final = "field_names"
"""The field with the names of the others, by which they are found in the text of a mail."""

KINDS: Final = ("text", "email", "tel", "url", "lines")

_VERSION: Final = 1
_MOST_BYTES: Final = 4_000_000
_NUMBER = pattern(r"E-0*([1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field on the page of a form.

    Attributes:
        name: its name in a submission.
        label: its label.
        kind: one of `KINDS`.
        is_required: whether it must be filled in.
        limit: most characters.
        autocomplete: its meaning, by which a browser fills it in.
    """

    name: str
    label: str
    kind: str
    is_required: bool
    limit: int
    autocomplete: str


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A form for everybody.

    Attributes:
        number: its number, `E-000001`.
        heading: the heading of the page.
        intro: text below the heading.
        fields: the fields that it asks for.
        message_label: label of the box for a message; "" for no such box.
        message_limit: most characters of a message.
        button: text of the button.
        thanks: text after sending.
        language: language of the page, `en`.
    """

    number: str
    heading: str
    intro: str
    fields: tuple[FormField, ...]
    message_label: str
    message_limit: int
    button: str
    thanks: str
    language: str

    @property
    def all_fields(self) -> tuple[FormField, ...]:
        """The fields with the message, which comes last."""
        if not self.message_label:
            return self.fields
        return (*self.fields, FormField(MESSAGE, self.message_label, "lines", False, self.message_limit, "off"))


def form_number(text: str) -> str:
    """Return the number of a form in its usual spelling, `E-000001`; "" if a text is none."""
    found = _NUMBER.fullmatch(text)
    return f"E-{int(found[1]):06d}" if found else ""


def forms_to_json(forms: Iterable[PublishedForm]) -> str:
    """Return published forms as the text of a file."""
    return json.dumps({"capptro_forms": _VERSION, "forms": [asdict(one) for one in forms]}, indent=2) + "\n"


def read_forms(path: Path) -> dict[str, PublishedForm]:
    """Return the published forms in a file, by their numbers.

    Raises:
        Refused: it cannot be read, or is no such file.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Refused(f"{path} is too large for a file of published forms.")
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise Refused(f"The published forms {path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise _misfit(path) from None
    if not isinstance(found, dict) or found.get("capptro_forms") != _VERSION:
        raise _misfit(path)
    try:
        forms = [_form(one) for one in found["forms"]]
    except (KeyError, TypeError, ValueError):
        raise _misfit(path) from None
    return {one.number: one for one in forms}


def _misfit(path: Path) -> Refused:
    return Refused(f"{path} holds no published forms of this version. Write it by “capptro forms publish -o {path}”.")


def _form(found: dict[str, Any]) -> PublishedForm:
    """Return a form from JSON. Raises KeyError, TypeError or ValueError for another object."""
    fields = tuple(_checked(FormField(**one)) for one in found["fields"])
    form = PublishedForm(**{**found, "fields": fields})
    texts = (form.heading, form.intro, form.message_label, form.button, form.thanks, form.language)
    if not all(isinstance(one, str) for one in texts) or type(form.message_limit) is not int:
        raise TypeError
    if form_number(form.number) != form.number:
        raise ValueError
    return form


def _checked(one: FormField) -> FormField:
    if not all(isinstance(text, str) for text in (one.name, one.label, one.autocomplete)) or one.kind not in KINDS:
        raise TypeError
    if type(one.limit) is not int or type(one.is_required) is not bool:
        raise TypeError
    return one


class FormsFile:
    """A file of published forms. It is read again when it was replaced.

    Args:
        path: the file.

    Raises:
        Refused: it cannot be read, or is no such file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = self._mark()
        self.forms = read_forms(path)

    def find(self, number: str) -> PublishedForm | None:
        """Return the form of a number; None if it is not published. A file that became unreadable changes nothing."""
        seen = self._mark()
        if seen is not None and seen != self._seen:
            try:
                self.forms = read_forms(self.path)
            except Refused:
                return self.forms.get(number)
            self._seen = seen
        return self.forms.get(number)

    def _mark(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns
