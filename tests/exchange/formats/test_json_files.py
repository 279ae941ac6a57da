"""JSON and JSON Lines: objects as rows, and as they are."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.json_files import JsonTable
from capptro_tui.exchange.formats.reading import open_source
from tests.exchange.formats.conftest import Read, Write, cells, numbers, records

PEOPLE = [{"name": "Acme, [Leeds]", "no": "0042"}, {"no": 7, "address": {"city": "York"}, "tags": ["a", 1]}]
ROWS = [
    {"name": "Acme, [Leeds]", "no": "0042"},
    {"no": "7", "address.city": "York", "tags": '["a", 1]'},
]


@pytest.mark.parametrize(
    ("content", "format", "name"),
    [
        (json.dumps(PEOPLE), "json", ""),
        (json.dumps(PEOPLE, indent=2), "json", ""),
        ("\ufeff" + json.dumps(PEOPLE), "json", ""),
        (json.dumps({"total": 2, "customers": PEOPLE}), "json", "customers"),
        ("\n".join(map(json.dumps, PEOPLE)), "jsonl", ""),
    ],
)
def test_objects_are_rows_and_stay_objects(read: Read, content: str, format: str, name: str) -> None:
    source = read(content)
    (table,) = source.tables
    assert (source.format, table.name) == (format, name)
    assert table.header == ("name", "no", "address.city", "tags")
    assert records(table) == ROWS
    assert numbers(table) == [1, 2]
    assert isinstance(table, JsonTable)
    assert [found for _, found in table.objects()] == PEOPLE


def test_blank_lines_count_as_lines(read: Read) -> None:
    assert numbers(read('{"a": 1}\n\n{"a": 2}\n', "a.jsonl").tables[0]) == [1, 3]


def test_one_object_is_one_row_and_an_empty_list_has_none(read: Read) -> None:
    assert cells(read('{\n"name": "Acme",\n"tags": []}').tables[0]) == [("Acme", "")]
    assert cells(read("[ ]").tables[0]) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"a": 1}, {"a": 2', "cut off after record 1"),
        ('[{"a": 1}, {"a": "2', "cut off after record 1"),
        ('[{"a": 1}, {"a" 2}]', "Record 2 of “list.csv” cannot be read. This is not JSON"),
        ('[{"a": 1}, {"a": 2}}', "cut off|cannot be read"),
        ('[{"a": 1}, 7]', "Record 2 of “list.csv” is no JSON object"),
        ('[{"a": 1},]', "Record 2 of “list.csv” cannot be read"),
        ('[{"a": 1}] x', "more after the end"),
        ('[{"a": 1, "a": 2}]', "is given twice"),
        ('[{"a": NaN}]', "is not a number"),
        ('[{"a": 1e999}]', "too large"),
        ('{"a": 1}\n{"a": 2\n', "Record 2 of “list.csv” cannot be read"),
        ("[{" + '"a":[' * 100_000, "cut off"),
        ('[{"a":' + "[" * 1000 + "]" * 1000 + "}]", "nested too deeply"),
        ('{"customers": [{"a": 1}', "cannot be read"),
    ],
)
def test_damaged_json_is_refused_with_its_record(read: Read, content: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(content)


def test_a_long_array_is_never_in_memory_as_a_whole(write: Write) -> None:
    path = write(json.dumps([{"name": f"Acme {number}", "note": "x" * 4000} for number in range(2_500)]))
    tracemalloc.start()
    count = sum(1 for _ in open_source(path).tables[0].rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2_500
    assert peak < path.stat().st_size * 0.8


values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists, max_leaves=5)


@given(st.lists(st.dictionaries(st.text(max_size=5), values, max_size=4), max_size=6), st.booleans())
def test_an_array_is_read_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, objects: list[dict[str, object]], is_ascii: bool
) -> None:
    path = tmp_path_factory.mktemp("json") / "list.json"
    path.write_text(json.dumps(objects, ensure_ascii=is_ascii), encoding="utf-8", errors="surrogatepass")
    (table,) = open_source(path).tables
    assert isinstance(table, JsonTable)
    assert [found for _, found in table.objects()] == objects
