"""A post is read exactly, or it is not of the form."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from capptro_tui.web.posted import UnreadablePost, problems_of, read_post
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
        b"name=%00",
        b"name=%1B%5B2J",
        b"name=%C2%9B31m",
        b"name=Bea&name=Cleo",
        b"name=Bea&shoe=42",
        b"name=Bea&form=E-000002",
        b"&".join(b"f%d=x" % count for count in range(1000)),
        b"name=%ED%A0%80",
    ],
)
def test_what_the_form_cannot_have_sent(body: bytes) -> None:
    with pytest.raises(UnreadablePost):
        read_post(body, PUBLISHED)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
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
