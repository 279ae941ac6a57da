"""A post is read exactly, or it is not of the form."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.public_form import MOST_ASKED, may_be_asked
from capptro_tui.web.posted import MOST_BYTES, OutdatedPost, UnreadablePost, problems_of, read_post
from capptro_tui.web.published import FormField
from tests.public_forms import PUBLISHED


def test_what_a_browser_sends() -> None:
    """Line breaks of a text box are line breaks; the field for programs is told apart."""
    body = urlencode({"form": "E-000001", "name": "Zoë & Co", "message": "one\r\ntwo", "company_url": ""}).encode()
    assert read_post(body, PUBLISHED) == {"name": "Zoë & Co", "message": "one\ntwo", "company_url": ""}


@pytest.mark.parametrize(
    "body",
    [
        b"name",
        b"name=%FF",
        b"name=\xff",
        b"name=Bea&name=Cleo",
        b"name=Bea&form=E-000002",
        b"&".join(b"f%d=x" % count for count in range(1000)),
        b"name=%ED%A0%80",
    ],
)
def test_what_the_form_cannot_have_sent(body: bytes) -> None:
    with pytest.raises(UnreadablePost):
        read_post(body, PUBLISHED)


def test_a_form_that_was_changed_meanwhile() -> None:
    """What it asks for still, and what it asked for before."""
    with pytest.raises(OutdatedPost) as told:
        read_post(b"name=Bea&shoe=42&hat=", PUBLISHED)
    assert (told.value.fields, told.value.others) == ({"name": "Bea"}, ["42"])


def test_the_longest_post_fits() -> None:
    """A form that asks for everything, each field full of the characters that take the most bytes."""
    limits = sorted((min(one.limit, 4000) for one in Customer.fields.values() if may_be_asked(one)), reverse=True)
    asked = tuple(FormField(f"{'n' * 20}{n}", "", "text", False, limit, "") for n, limit in enumerate(limits))
    form = replace(PUBLISHED, fields=asked[:MOST_ASKED])
    fields = {one.name: "\U0001f6aa" * one.limit for one in form.all_fields}
    assert problems_of(form, fields) == {}
    body = urlencode({"form": form.number, **fields, "company_url": ""}).encode()
    assert read_post(body, form).keys() == {*fields, "company_url"}
    assert MOST_BYTES / 2 < len(body) <= MOST_BYTES


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "\0"}, {"name"}),
        ({"name": "Bea", "message": "\x1b[2J"}, {"message"}),
        ({"name": "Bea", "phone": "\x9b31m"}, {"phone"}),
        ({"name": "Bea", "message": "one\u2028two"}, {"message"}),
        ({"name": "Bea"}, set()),
        ({"name": " "}, {"name"}),
        ({}, {"name"}),
        ({"name": "x" * 201, "phone": "1\n2"}, {"name", "phone"}),
        ({"name": "Bea", "message": "x" * 10_001}, {"message"}),
        ({"name": "Bea", "message": "one\ntwo"}, set()),
        ({"name": "<script>alert(1)</script>", "phone": "=1+1"}, set()),
    ],
)
def test_what_the_form_asks_for(fields: dict[str, str], wrong: set[str]) -> None:
    assert problems_of(PUBLISHED, fields).keys() == wrong
