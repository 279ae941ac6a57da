"""URL-encoded text is read exactly, or refused with the reason."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from capptro_tui.text.url_encoded import UrlEncodingError, read_url_encoded


def test_fields_are_read_as_they_were_typed() -> None:
    """Blanks, other scripts and empty fields stay; a line break of any kind is one."""
    typed = {"name": "Zoë & Co = 日本", "message": " one\r\ntwo\rthree\n", "phone": ""}
    assert read_url_encoded(urlencode(typed), 3) == {**typed, "message": " one\ntwo\nthree\n"}
    assert read_url_encoded("", 3) == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name", "is not URL-encoded text."),
        ("a=1&&b=2", "is not URL-encoded text."),
        ("a=1&", "is not URL-encoded text."),
        ("name=%FF", "is not URL-encoded text."),
        ("name=%ED%A0%80", "is not URL-encoded text."),
        ("name=Bea&n%61me=Cleo", "has the field “name” twice."),
        ("&".join(f"f{count}=x" for count in range(4)), "has more than 3 fields."),
        ("&" * 100_000, "has more than 3 fields."),
    ],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(UrlEncodingError) as told:
        read_url_encoded(text, 3)
    assert str(told.value) == why
