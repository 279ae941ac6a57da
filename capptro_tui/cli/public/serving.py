"""`forms`, and of its verbs `serve`, which opens no database and loads nothing that could."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from pathlib import Path

from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command, Option, Verb
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.cli.parsing.parser import whole_number


def serve_forms(forms: Path | None, inbox: Path | None, host: str, port: int, proxy: str | None) -> None:
    """Serve the published forms until the process is told to end. Raises Refused."""
    from capptro_tui.web.server import serve  # late: no other verb needs it

    if forms is None or inbox is None:
        raise Misused("Name the file of published forms by --forms, and the folder for submissions by --inbox.")

    def ready(bound: int, numbers: list[str]) -> None:
        address = f"[{host}]" if ":" in host else host
        at = f"http://{address}:{bound}/"
        shown = [at + number for number in numbers] or [f"{at} shows no form yet: there is none in {forms}."]
        output.tell(*shown, "Serving; ctrl+c ends.")
        sys.stdout.flush()

    serve(forms, inbox, host, port, proxy or "", ready)


def _path(word: str) -> Path:
    if not word:
        raise ValueError("needs a value")
    return Path(word)


def _proxy(word: str) -> str:
    """Return an IP address as peers are known by it. Raises ValueError."""
    try:
        return str(ip_address(word))
    except ValueError:
        raise ValueError(f"takes an IP address such as 127.0.0.1, not “{word[:40]}”") from None


SERVE = Command(
    serve_forms,
    (
        Option(
            ("--forms",), "forms", "The file that “forms publish” has written.", metavar="FILE", read=_path,
            is_file=True,
        ),
        Option(
            ("--inbox",), "inbox", "The folder to which submissions are added.", metavar="FOLDER", read=_path,
            is_file=True,
        ),
        Option(("--host",), "host", "The address to listen at.", metavar="ADDRESS", default="127.0.0.1"),
        Option(("--port",), "port", "The port.", metavar="PORT", default=8080, read=whole_number(0, 65_535)),
        Option(
            ("--proxy",), "proxy", "IP address of a proxy in front of it, which tells who sends.", metavar="ADDRESS",
            read=_proxy,
        ),
    ),
    details="It shows the pages of the published forms, and adds a file to the inbox for each submission. It knows no "
    "database. “capptro submissions collect”, or the open program, takes the files from the inbox. Run it as a service "
    "under a user of its own, behind a proxy that speaks HTTPS.",
    examples=("capptro forms serve --forms /srv/capptro/forms.json --inbox /srv/capptro/inbox",),
)  # fmt: skip

FORMS = Command(
    verbs=(
        Verb("html", "Write the page of a public form.", "public.forms:HTML"),
        Verb("publish", "Write the published forms into a file for the server.", "public.forms:PUBLISH"),
        Verb("serve", "Serve published forms, and put submissions into an inbox.", SERVE),
    ),
    details="A public form is a record like any other: “capptro add public-forms”, or g e in the app.",
    examples=("capptro forms html E-1 -o contact.html", "capptro forms publish -o forms.json"),
)
