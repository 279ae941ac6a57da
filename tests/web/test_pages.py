"""The page of a form: labels, language and purpose for every aid, no script, nothing from elsewhere, text as text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from capptro_tui.services.rules.behaviours.public_form import may_send_to
from capptro_tui.web.addresses import origin
from capptro_tui.web.pages import form_page, mail_action, plain_page, thanks_page
from capptro_tui.web.published import HONEYPOT
from tests.public_forms import PUBLISHED
from tests.support import HOSTILE

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """The elements of a page; it notes what is not closed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[str, str] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def read(page: str) -> Page:
    """Read a page, whose elements must all be closed."""
    found = Page(page)
    assert found.open == []
    return found


def test_every_field_has_its_label_and_its_meaning() -> None:
    page = read(form_page(PUBLISHED, "E-000001"))
    assert page.all("html") == [{"lang": "en-GB"}]
    assert page.texts["title"] == page.texts["h1"] == "Write to us"
    controls = [one for one in page.all("input", "textarea") if one.get("type") != "hidden"]
    labelled = {one["for"] for one in page.all("label")}
    assert {one["id"] for one in controls} == labelled
    shown = [one for one in controls if one["name"] != HONEYPOT]
    assert [one["autocomplete"] for one in shown] == ["name", "tel", "email", "off"]
    assert [one["name"] for one in shown if "required" in one] == ["name"]
    assert all(int(str(one["maxlength"])) > 0 for one in shown)
    assert page.all("form") == [{"method": "post", "action": "E-000001", "accept-charset": "utf-8"}]


def test_the_field_for_programs_is_nowhere_for_people() -> None:
    """It is out of sight, of the keyboard, of what is read aloud, and of what a browser fills in."""
    page = read(form_page(PUBLISHED, "E-000001"))
    [trap] = [one for one in page.all("input") if one.get("name") == HONEYPOT]
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert {"class": "aside", "aria-hidden": "true"} in page.all("div")
    assert "left: -10000px" in page.texts["style"]


def test_nothing_is_loaded_and_nothing_runs() -> None:
    """The policy in the page says so, too, and names the style by its hash."""
    text = form_page(PUBLISHED, "https://forms.example:8443/E-000001?x=1")
    page = read(text)
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert not any(name.startswith("on") or name == "style" for _, given in page.elements for name in given)
    [policy] = [str(one["content"]) for one in page.all("meta") if one.get("http-equiv")]
    digest = base64.b64encode(hashlib.sha256(page.texts["style"].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action https://forms.example:8443"
    )
    assert re.findall(r"https?://[^\s\"<]+", text) == [
        "https://forms.example:8443", "https://forms.example:8443/E-000001?x=1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://www.example.com/forms/E-1", "https://www.example.com"),
        ("HTTPS://Forms.Example:8443/a;b?c=1", "https://forms.example:8443"),
        ("https://b\u00fccher.example/E-1", "https://xn--bcher-kva.example"),
        ("http://127.0.0.1:8080/E-1", "http://127.0.0.1:8080"),
        ("https://[x", ""),
        ("https://[2001:db8::1]/E-1", ""),
        ("https://a.example:port/", ""),
        ("https://me:secret@a.example/", ""),
        ("https://a.example;script-src/", ""),
        ("https://a.example,b.example/", ""),
        ("https://stra\u00dfe.example/", ""),  # strasse or xn--strae-oqa
        ("https:///E-1", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_policy_names_the_place_that_a_page_posts_to(address: str, named: str) -> None:
    """An address that it cannot name is refused where it is typed: browsers would block the form."""
    assert origin(address) == named
    assert may_send_to(address) == bool(named)
    if named:
        assert f'form-action {named}">' in form_page(PUBLISHED, address)


@pytest.mark.parametrize("text", [*HOSTILE, "</textarea><script>alert(1)</script>", '" onfocus="alert(1)', "\nfirst"])
def test_hostile_text_is_text(text: str) -> None:
    """In every place: what the owner wrote, what the sender typed, and what is said about it."""
    form = replace(
        PUBLISHED, heading=text, intro=text, message_label=text or "m", button=text, thanks=text, language='"><b>'
    )
    form = replace(form, fields=tuple(replace(one, label=text) for one in form.fields))
    values = {"name": text, "message": text}
    page = read(form_page(form, "E-000001", values, {"name": text}))
    plain = read(form_page(PUBLISHED, "E-000001", values, {"name": "please fill this in."}))
    names = [tag for tag, _ in page.elements if tag not in ("p", "br")]
    assert names == [tag for tag, _ in plain.elements if tag not in ("p", "br")]
    [name] = [one for one in page.all("input") if one.get("name") == "name"]
    assert name["value"] == text
    assert page.texts["textarea"] in (text, "\n" + text)
    read(thanks_page(form))
    read(plain_page(text, text))


def test_what_is_wrong_is_said_above_and_at_the_field() -> None:
    """And what was typed is still there."""
    page = read(form_page(PUBLISHED, "E-000001", {"name": "", "phone": "12"}, {"name": "please fill this in."}))
    assert {"role": "alert"} in page.all("div")
    assert {"href": "#name"} in page.all("a")
    [name] = [one for one in page.all("input") if one.get("name") == "name"]
    assert (name["aria-invalid"], name["aria-describedby"]) == ("true", "name-problem")
    assert {"id": "name-problem"} in page.all("p")
    [phone] = [one for one in page.all("input") if one.get("name") == "phone"]
    assert phone["value"] == "12"


def test_a_page_that_mails() -> None:
    """It names its fields, by which they are found in the text of the mail."""
    action = mail_action("MAILTO:you@example.com", replace(PUBLISHED, heading="Rain & “wind”?"))
    assert action == "mailto:you@example.com?subject=Rain%20%26%20%E2%80%9Cwind%E2%80%9D%3F"
    page = read(form_page(PUBLISHED, action))
    assert page.all("form")[0]["enctype"] == "text/plain"
    assert {
        "type": "hidden",
        "name": "field_names",
        "value": "form,field_names,name,phone,email,message,company_url",
    } in page.all("input")
