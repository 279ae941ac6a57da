"""The order of people for texts with numbers in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.text.natural import natural_key


def key(text: str) -> str:
    """What a text is sorted by."""
    return natural_key(text) or text


@pytest.mark.parametrize(
    "texts",
    [
        ["Job 9", "Job 10", "Job 100"],
        ["Unit 2 North", "Unit 2 South", "Unit 10 East"],
        ["2 High Street", "10 High Street", "High Street"],
        ["v1.9", "v1.10", "v2.0"],
        ["A-9", "A-10", "A-999999999", "A-1000000000", "B-1"],
        ["007", "8", "0009"],
        ["x", "x0", "x1", "xa"],
        ["9" * 8, "9" * 9, "9" * 10, "9" * 17, "9" * 18, "9" * 19, "9" * 30],
        ["R2-D2", "R2-D10", "R10-D1"],
    ],
)
def test_numbers_sort_by_their_size(texts: list[str]) -> None:
    assert sorted(texts, key=key) == texts


@pytest.mark.parametrize("text", ["", "Acme", "½ price", "№", "Ⅳ"])
def test_a_text_without_numbers_needs_no_key(text: str) -> None:
    assert natural_key(text) is None


def test_digits_of_any_script() -> None:
    assert natural_key("Job ٩") == natural_key("Job 9") == natural_key("Job \uff19")


@given(st.lists(st.integers(0, 10**40), min_size=2, max_size=2), st.text("ab .-", max_size=5))
def test_any_two_numbers_sort_as_they_are(numbers: list[int], before: str) -> None:
    one, other = (key(f"{before}{number} x") for number in numbers)
    assert (one < other) == (numbers[0] < numbers[1])


@given(st.text(max_size=300))
def test_any_text_has_a_key_that_can_be_stored(text: str) -> None:
    found = natural_key(text)
    assert found is None or len(found) <= 3 * 200 + 100
