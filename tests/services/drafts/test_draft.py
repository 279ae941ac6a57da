"""A draft is written and read as it was typed; what is no file of drafts is found out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.services.drafts.draft import (
    Draft,
    DraftFile,
    FieldContent,
    NewerDrafts,
    UnreadableDrafts,
    decode,
    encode,
)
from tests.support import HOSTILE

IDS = st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1)
TEXT = st.one_of(st.text(), st.sampled_from(HOSTILE))
CONTENTS = st.builds(FieldContent, TEXT, st.one_of(st.none(), st.booleans(), IDS, TEXT))


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    contents = draw(st.dictionaries(TEXT, CONTENTS, max_size=5))
    typed = tuple(draw(st.lists(st.sampled_from(sorted(contents)), unique=True)) if contents else ())
    texts = {name: draw(TEXT) for name in ("form", "title", "tab", "record", "restore_id", "focus", "outer")}
    return Draft(
        id=draw(TEXT.filter(bool)),
        row_id=draw(st.none() | IDS),
        version=draw(IDS),
        contents=contents,
        typed=typed,
        given=draw(st.dictionaries(TEXT, st.none() | st.booleans() | IDS | TEXT, max_size=3)),
        ids=tuple(draw(st.lists(IDS, max_size=3))),
        typed_at=draw(TEXT),
        **texts,
    )


@given(st.builds(DraftFile, TEXT, TEXT, st.lists(drafts(), max_size=3).map(tuple)))
def test_a_file_is_read_as_it_was_written(file: DraftFile) -> None:
    raw = encode(file)
    assert decode(raw) == file
    assert raw.isascii()


def test_half_a_character_comes_back() -> None:
    """A terminal that is not UTF-8 leaves such in a text."""
    file = DraftFile("key", "path", (Draft("1", "record", contents={"name": FieldContent("a\udcfcb")}),))
    assert decode(encode(file)) == file


GOOD: dict[str, Any] = json.loads(encode(DraftFile("k", "p", (Draft("1", "record", contents={"a": FieldContent()}),))))


def changed(**values: Any) -> bytes:
    """A good file with something else in its draft."""
    return json.dumps({**GOOD, "drafts": [{**GOOD["drafts"][0], **values}]}).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 4096,
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"format": 1}',
        b"[" * 100_000,
        encode(DraftFile("k", "p", ()))[:-3],
        json.dumps({**GOOD, "format": 2}).encode(),
        json.dumps({**GOOD, "format": True}).encode(),
        json.dumps({**GOOD, "drafts": {}}).encode(),
        json.dumps({**GOOD, "drafts": ["x"]}).encode(),
        json.dumps({**GOOD, "database": 5}).encode(),
        changed(id=""),
        changed(id=7),
        changed(row_id="1"),
        changed(row_id=2**63),
        changed(row_id=1.0),
        changed(version=None),
        changed(typed=["unheard of"]),
        changed(typed="a"),
        changed(ids=[True]),
        changed(contents=[]),
        changed(contents={"a": "x"}),
        changed(contents={"a": {"text": None}}),
        changed(contents={"a": {"text": "", "value": []}}),
        changed(given={"a": {}}),
        json.dumps({**GOOD, "drafts": [{"form": "record"}]}).encode(),
    ],
)
def test_what_is_no_file_of_drafts_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableDrafts):
        decode(raw)


@given(st.binary(max_size=200), st.data())
def test_a_damaged_file_is_refused_or_read_and_never_a_fault(noise: bytes, data: st.DataObject) -> None:
    raw = bytearray(encode(DraftFile("key", "path", (Draft("1", "record", contents={"name": FieldContent("x")}),))))
    start = data.draw(st.integers(0, len(raw)))
    raw[start : start + data.draw(st.integers(0, 20))] = noise
    try:
        decode(bytes(raw))
    except UnreadableDrafts:
        return


def test_another_form_is_a_newer_programs() -> None:
    with pytest.raises(NewerDrafts):
        decode(json.dumps({**GOOD, "format": 2, "drafts": "otherwise"}).encode())


def test_what_a_newer_program_adds_is_left_out() -> None:
    assert decode(changed(mood="good")).drafts == (Draft("1", "record", contents={"a": FieldContent()}),)
