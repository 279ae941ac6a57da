"""The pages of a public form as HTML: without scripts, without anything from elsewhere, readable by every aid."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import quote

from capptro_tui.web.addresses import origin
from capptro_tui.web.published import FORM, HONEYPOT, NAMES, FormField, PublishedForm

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1.0625rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 38rem; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
input, textarea { border: 1px solid #767676; border-radius: .25rem; box-sizing: border-box; font: inherit;
  padding: .5rem; width: 100%; }
textarea { min-height: 8rem; resize: vertical; }
button { border: 1px solid; border-radius: .25rem; font: inherit; font-weight: 600; margin-top: 1.5rem;
  min-height: 2.75rem; padding: .5rem 1.5rem; }
:focus-visible { outline: 3px solid #1a66d6; outline-offset: 2px; }
[id$=-problem] { font-weight: 600; margin: 0 0 .25rem; }
[role=alert] { border: 2px solid #b3261e; border-radius: .25rem; padding: .5rem 1rem; }
.aside { height: 1px; left: -10000px; overflow: hidden; position: absolute; width: 1px; }
"""

STYLE_HASH: Final = "sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
"""The style of the pages, as their content security policy names it."""

_TYPES = {"email": 'type="email"', "tel": 'type="tel"', "url": 'type="text" inputmode="url"', "text": 'type="text"'}
_LONGEST_SUBJECT = 100


def form_page(
    form: PublishedForm,
    action: str,
    values: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    notice: str = "",
) -> str:
    """Return the page of a form.

    Args:
        form: the form.
        action: the address that it posts to.
        values: name of a field to the text in it.
        problems: name of a field to a sentence about its text.
        notice: a text about the whole form; "" for none.
    """
    values, problems = values or {}, problems or {}
    fields = "".join(_field(one, values.get(one.name, ""), problems.get(one.name, "")) for one in form.all_fields)
    enctype = ' enctype="text/plain"' if action.lower().startswith("mailto:") else ""
    names = f'<input type="hidden" name="{NAMES}" value="{escape(_names(form))}">\n' if enctype else ""
    body = (
        f"{_summary(form, problems, notice)}{_paragraphs(form.intro)}"
        f'<form method="post" action="{escape(action)}"{enctype} accept-charset="utf-8">\n'
        f'<input type="hidden" name="{FORM}" value="{escape(form.number)}">\n{names}{fields}'
        '<div class="aside" aria-hidden="true">\n'
        f'<label for="{HONEYPOT}">{HONEYPOT}</label>\n'
        f'<input type="text" id="{HONEYPOT}" name="{HONEYPOT}" tabindex="-1" autocomplete="off">\n</div>\n'
        f'<button type="submit">{escape(form.button)}</button>\n</form>\n'
    )
    return _page(form.language, form.heading, body, _targets(action))


def thanks_page(form: PublishedForm) -> str:
    """Return the page that follows a submission."""
    return _page(form.language, form.heading, f'<div role="status">\n{_paragraphs(form.thanks)}</div>\n', "'none'")


def plain_page(title: str, text: str) -> str:
    """Return a page that says one thing."""
    return _page("en", title, _paragraphs(text), "'none'")


def mail_action(address: str, form: PublishedForm) -> str:
    """Return the address to which a page sends by mail, with a subject, from an address such as `mailto:you@…`."""
    scheme, _, rest = address.partition(":")
    return f"{scheme.lower()}:{quote(rest, safe='@+.-_')}?subject={quote(form.heading[:_LONGEST_SUBJECT])}"


def _page(language: str, title: str, body: str, targets: str) -> str:
    policy = f"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action {targets}"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{body}</main>\n</body>\n</html>\n"
    )


def _targets(action: str) -> str:
    """Return the places to which a page may post, for its policy."""
    if action.lower().startswith("mailto:"):
        return "mailto:"
    return origin(action) or "'self'"


def _names(form: PublishedForm) -> str:
    return ",".join([FORM, NAMES, *(one.name for one in form.all_fields), HONEYPOT])


def _paragraphs(text: str) -> str:
    """Return a text with its paragraphs and lines."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return "".join("<p>" + "<br>\n".join(map(escape, part.splitlines())) + "</p>\n" for part in parts)


def _summary(form: PublishedForm, problems: Mapping[str, str], notice: str) -> str:
    """Return the notice and the list of problems above the form; each leads to its field."""
    wrong = [one for one in form.all_fields if one.name in problems]
    lines = "".join(
        f'<li><a href="#{escape(one.name)}">{escape(one.label)}: {escape(problems[one.name])}</a></li>\n'
        for one in wrong
    )
    listed = f"<ul>\n{lines}</ul>\n" if wrong else ""
    return f'<div role="alert">\n{_paragraphs(notice)}{listed}</div>\n' if wrong or notice else ""


def _field(one: FormField, value: str, problem: str) -> str:
    """Return a label with its input."""
    name, must = escape(one.name), " required" if one.is_required else ""
    star = ' <span aria-hidden="true">*</span>' if one.is_required else ""
    wrong = f' aria-invalid="true" aria-describedby="{name}-problem"' if problem else ""
    told = f'<p id="{name}-problem">{escape(problem)}</p>\n' if problem else ""
    same = f'id="{name}" name="{name}" maxlength="{one.limit}" autocomplete="{escape(one.autocomplete)}"{must}{wrong}'
    if one.kind == "lines":
        # A line break right after the tag is no part of the text.
        control = f"<textarea {same}>\n{escape(value)}</textarea>"
    else:
        control = f'<input {_TYPES[one.kind]} {same} value="{escape(value)}">'
    return f'<label for="{name}">{escape(one.label)}{star}</label>\n{told}{control}\n'
