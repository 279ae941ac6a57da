"""The WSGI app of `capptro forms serve`: shows the pages of published forms, and takes posts to them.

It says the same whoever writes: it knows neither customers nor what was written before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from capptro_tui import faults
from capptro_tui.errors import Refused
from capptro_tui.text.patterns import pattern
from capptro_tui.web.inbox import Inbox
from capptro_tui.web.pages import STYLE_HASH, form_page, plain_page, thanks_page
from capptro_tui.web.posted import MOST_BYTES, OutdatedPost, UnreadablePost, problems_of, read_post, shown_again
from capptro_tui.web.published import HONEYPOT, FormsFile, PublishedForm, form_number
from capptro_tui.web.rate_limit import WINDOW, RateLimit

_HEADERS: Final = [
    ("Content-Type", "text/html; charset=utf-8"),
    (
        "Content-Security-Policy",
        f"default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
"""Headers of every reply."""

_KEPT: Final = "no-cache"
"""Caching of an empty form: a browser that goes back to it may still have what was typed."""

_NOT_KEPT: Final = "no-store"
"""Caching of every other page: it may have what was typed."""

_PATH = pattern(r"/(?P<number>[^/]{1,30})(?P<thanks>/thanks)?")
_ENCODED: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a request."""

    status: str
    page: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    caching: str = _NOT_KEPT


_NOT_FOUND = Reply("404 Not Found", plain_page("Not found", "There is no form at this address."))
_UNREADABLE = Reply("400 Bad Request", plain_page("Not understood", "This could not be read. Go back and try again."))
_TOO_LARGE = Reply("413 Content Too Large", plain_page("Too much", "This is too much. Please send less text."))
_NOT_A_FORM = Reply("415 Unsupported Media Type", plain_page("Not understood", "Please use the form."))
_FAULT = Reply("500 Internal Server Error", plain_page("Not sent", "Something went wrong. Please try again later."))

_TOO_MANY: Final = "Not sent yet: too much arrives at the moment. Please send it again in a minute."
_LATER: Final = "Not sent: it could not be taken at the moment. Please send it again later."
_CHANGED: Final = "Not sent yet: this form has changed since you opened it. Please look at it, and send it again."
_LEFT_OVER: Final = "It does not ask any more for this, which you wrote:"


class FormsApp:
    """The app.

    Args:
        forms: the published forms.
        inbox: the folder for submissions.
        limit: counts the posts.
    """

    def __init__(self, forms: FormsFile, inbox: Inbox, limit: RateLimit) -> None:
        self._forms = forms
        self._inbox = inbox
        self._limit = limit

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request. (PEP 3333)"""
        try:
            reply = self._answer(environ)
        except Exception as fault:  # the server goes on; the note has no values
            faults.note(fault)
            reply = _FAULT
        body = reply.page.encode()
        own = [("Cache-Control", reply.caching), ("Content-Length", str(len(body))), *reply.headers]
        start_response(reply.status, [*_HEADERS, *own])
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]

    def _answer(self, environ: dict[str, Any]) -> Reply:
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        form = self._forms.find(form_number(found["number"])) if found else None
        if found is None or form is None:
            return _NOT_FOUND
        method, is_thanks = environ.get("REQUEST_METHOD"), bool(found["thanks"])
        if method in ("GET", "HEAD"):
            if is_thanks:
                return Reply("200 OK", thanks_page(form))
            return Reply("200 OK", form_page(form, form.number), caching=_KEPT)
        if method != "POST" or is_thanks:
            allowed = "GET, HEAD" if is_thanks else "GET, HEAD, POST"
            return Reply("405 Method Not Allowed", plain_page("Not understood", "Use the form."), [("Allow", allowed)])
        return self._take(form, environ)

    def _take(self, form: PublishedForm, environ: dict[str, Any]) -> Reply:
        """Take a post to a form. What its fields can hold is shown again if it is not taken."""
        if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != _ENCODED:
            return _NOT_A_FORM
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdigit()):
            return _UNREADABLE
        if int(length) > MOST_BYTES:
            return _TOO_LARGE
        try:
            fields = read_post(environ["wsgi.input"].read(int(length)), form)
        except UnreadablePost:
            return _UNREADABLE
        except OutdatedPost as outdated:
            left = [_LEFT_OVER, *map(shown_again, outdated.others)] if outdated.others else []
            return _again("422 Unprocessable Content", form, outdated.fields, "\n\n".join([_CHANGED, *left]))
        return self._keep(form, fields, str(environ.get("REMOTE_ADDR", "")))

    def _keep(self, form: PublishedForm, fields: dict[str, str], address: str) -> Reply:
        """Put what was posted into the inbox. Only what the form takes counts for the limit."""
        is_by_program = bool(fields.get(HONEYPOT, "").strip())  # it fills in every field, and is told the same
        if not is_by_program and (problems := problems_of(form, fields)):
            return _again("422 Unprocessable Content", form, fields, problems=problems)
        if not self._limit.take(address):
            wait = [("Retry-After", str(int(WINDOW)))]
            return _again("429 Too Many Requests", form, fields, _TOO_MANY, headers=wait)
        if not is_by_program:
            try:
                self._inbox.add(form.number, {name: text for name, text in fields.items() if text and name != HONEYPOT})
            except (OSError, Refused):
                return _again("503 Service Unavailable", form, fields, _LATER)
        return Reply("303 See Other", thanks_page(form), [("Location", f"{form.number}/thanks")])


def _again(
    status: str,
    form: PublishedForm,
    fields: dict[str, str],
    notice: str = "",
    *,
    problems: dict[str, str] | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> Reply:
    """Return a reply that shows a form with the typed text and the reason why it was not taken."""
    values = {name: shown_again(text) for name, text in fields.items()}
    return Reply(status, form_page(form, form.number, values, problems, notice), [*headers])
