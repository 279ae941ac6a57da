"""`forms html` and `forms publish`: the page of a public form, and the published forms as a file for the server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command, Option
from capptro_tui.cli.parsing.common import DB, output_file
from capptro_tui.errors import Refused
from capptro_tui.exchange.files import replacing
from capptro_tui.services.rules.behaviours.public_form import may_send_to
from capptro_tui.services.submissions import publishing
from capptro_tui.services.submissions.asking import read_form_number
from capptro_tui.web import pages, published

_NONE: Final = (
    "No public form is published: the server shows none. Mark one as published: capptro set E-1 is_published=yes."
)
_READABLE: Final = 0o644
"""Mode of files for everybody: the server reads them as another user."""


def write_page(ref: str, sends_to: str, to: Path | None, db: Path | None) -> None:
    """Write the page of a form."""
    form_id = read_form_number(ref)
    with opened(db) as database:
        row = publishing.find_form(database, form_id)
        form = publishing.published(database, row)
        target = sends_to or row["sends_to"]
        if target and not may_send_to(target):
            raise Refused("A page sends to https://…, http://… or mailto:…, such as mailto:you@example.com.")
        if not target:
            raise Refused(
                f"{form.number} does not say where its page sends to: fill in “Sends to” of the form, or name it by "
                "--to, such as --to mailto:you@example.com."
            )
        action = pages.mail_action(target, form) if target.lower().startswith("mailto:") else target
        _write(pages.form_page(form, action), to, database.path)


def publish(to: Path | None, db: Path | None) -> None:
    """Write all published forms into a file. If there are none the file says so: the server then shows none."""
    with opened(db) as database:
        forms = publishing.published_forms(database)
        _write(published.forms_to_json(forms), to, database.path)
    if to is not None:
        listed = ", ".join(form.number for form in forms)
        output.tell(f"Published: {listed}." if forms else _NONE)


def _write(text: str, to: Path | None, database: Path) -> None:
    if to is None:
        sys.stdout.write(text)
        return
    with replacing(to, database=database, mode=_READABLE) as file:
        file.write(text)
    output.tell(f"Written to {to}.")


_TO: Final = Option(
    ("--to",),
    "sends_to",
    "Where the page sends to: https://… or mailto:…; otherwise what the form says.",
    metavar="ADDRESS",
    default="",
)

HTML = Command(
    write_page,
    (Argument("ref", "FORM", "The number of a public form, such as E-1."), _TO, output_file(), DB),
    details="One static page without scripts, for any web server. It posts to “capptro forms serve”, or opens a mail "
    "in the sender's own mail program.",
    examples=("capptro forms html E-1 -o contact.html", "capptro forms html E-1 --to mailto:you@example.com"),
)
PUBLISH = Command(
    publish,
    (output_file(), DB),
    details="The file has the texts and fields of the forms that are marked as published, and nothing else; without "
    "such forms the server shows none. “capptro forms serve” reads it, also while it runs.",
    examples=("capptro forms publish -o /srv/capptro/forms.json",),
)
