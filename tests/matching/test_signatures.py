"""The filter by shapes: whatever is typed, no similar name is lost in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from capptro_tui.matching import signatures
from capptro_tui.matching.signatures import ManyShapes, Shapes
from capptro_tui.text.normalise import name_compact, name_key, name_norm
from capptro_tui.text.shape import SHAPE_LENGTH, name_shape, parted

LIKE_EACH_OTHER = st.text("aabeé c1 中", max_size=14)
NAMES = st.lists(LIKE_EACH_OTHER | st.text(max_size=30), min_size=1, max_size=15)


def forms(name: str) -> tuple[str, str]:
    norm = name_norm(name)
    return name_key(norm), name_compact(norm)


def similarity(one: tuple[str, str], other: tuple[str, str]) -> float:
    return max(ratio(one[0], other[0]), ratio(one[1], other[1]))


@pytest.mark.parametrize("least", [50, 66.7, 85])
@given(names=NAMES)
def test_no_similar_name_is_lost(least: float, names: list[str]) -> None:
    """Kept as numbers or in an array, the shapes of all similar names are near, and both say the same."""
    known = [one for one in map(forms, names) if one[1]]
    shapes = sorted({name_shape(*one) for one in known})
    few, many = Shapes(shapes), Shapes(many=ManyShapes(["".join(shapes)]))
    for one in known:
        near = set(few.near(name_shape(*one), [least]))
        assert near == set(many.near(name_shape(*one), [least]))
        assert near >= {name_shape(*other) for other in known if similarity(one, other) >= least}


@given(names=NAMES)
def test_many_at_once_find_what_each_finds(names: list[str]) -> None:
    """All of it, or what comes from the own place on, so that of each pair only one finds the other."""
    shapes = sorted({name_shape(*one) for one in map(forms, names) if one[1]})
    many = ManyShapes(["".join(shapes)])
    alone = {one: many.near(one, 50 + parted(one)[2])[0].tolist() for one in shapes}
    together = {one: near.tolist() for one, near in many.all_near(shapes, lambda letters: 50 + letters, later=False)}
    assert together == alone
    places = dict(zip(many.shapes(range(len(many))), range(len(many)), strict=True))
    for one, near in many.all_near(shapes, lambda letters: 50 + letters, later=True):
        assert near.tolist() == [place for place in alone.pop(one) if place >= places[one]]
    assert not alone


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_shape_differs_in_no_more_bits_than_letters(one: str, other: str) -> None:
    """The bound that the filter stands on."""
    from rapidfuzz.distance import Indel

    a, b = forms(one), forms(other)
    if a[1] and b[1]:
        bits = (parted(name_shape(*a))[0] ^ parted(name_shape(*b))[0]).bit_count()
        assert bits <= min(Indel.distance(a[0], b[0]), Indel.distance(a[1], b[1]))


def test_a_shape_ignores_the_order_of_words() -> None:
    """It tells letters and lengths, in 24 digits; a name of nothing has none."""
    assert name_shape(*forms("John Smith")) == name_shape(*forms("Smith, John"))
    assert name_shape(*forms("John Smith")) != name_shape(*forms("John Smyth"))
    assert len(name_shape(*forms("John Smith"))) == SHAPE_LENGTH
    assert name_shape("", "") == ""


def test_farther_only_as_long_as_that_is_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lowest similarity that leaves few enough is taken; the last one in any case."""
    known = Shapes({name_shape(*forms(f"abcdefghij{number:03}")) for number in range(1000)})
    mine = name_shape(*forms("abcdefghij"))
    far, near = known.near(mine, [60]), known.near(mine, [90])
    assert len(far) > len(near)
    monkeypatch.setattr(signatures, "ENOUGH", len(near))
    assert known.near(mine, [60, 90]) == near
    monkeypatch.setattr(signatures, "ENOUGH", 0)
    assert known.near(mine, [60]) == far


@pytest.mark.parametrize("block", ["x" * SHAPE_LENGTH, "0" * (SHAPE_LENGTH - 1)])
def test_a_damaged_block_is_told(block: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        ManyShapes([block])
