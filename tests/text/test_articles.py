"""The indefinite article before a label of the program."""

from __future__ import annotations

import pytest

from capptro_tui.text.articles import with_article


@pytest.mark.parametrize(
    ("label", "sentence"),
    [("Customer", "a customer"), ("Order", "an order"), ("Asset", "an asset"), ("Work item", "a work item")],
)
def test_article(label: str, sentence: str) -> None:
    assert with_article(label) == sentence


def test_user_is_spoken_with_a_consonant() -> None:
    """All labels with a U are read like `user`."""
    assert with_article("User") == "a user"
