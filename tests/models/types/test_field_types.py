"""Every field type keeps the same contract, and nothing outside them asks which one a field has."""

from __future__ import annotations

import ast
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capptro_tui
from capptro_tui.errors import Refused
from capptro_tui.models import types
from capptro_tui.models.field import Field
from capptro_tui.models.types import FieldType, InvalidValue, Reading, locales
from tests.field_type_examples import COLUMN_VALUES, EVERY, EXAMPLES, TYPES, stored_values
from tests.support import HOSTILE, is_plain

NOW = datetime(2026, 3, 16, 9, 30)
ROW = {"currency": "GBP"}


def reading(locale: str = "en_GB") -> Reading:
    return Reading(NOW, locale, ROW)


@pytest.fixture(params=["en_GB", "de_DE"])
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    """A region in whose language the program shows values."""
    before = locales.shown_in()
    locales.show_in(request.param)
    yield request.param
    locales.show_in(before)


def test_names_are_given_once() -> None:
    """A name leads to one type."""
    names = [each.name for each in TYPES]
    assert len(names) == len(set(names))


@EVERY
class TestEveryType:
    def test_reads_what_is_typed(self, field_type: type[FieldType]) -> None:
        """Each has examples here, and stores for them what it should."""
        made, read, _ = EXAMPLES[field_type]
        assert type(made) is field_type
        assert {typed: made.parse(typed, reading()) for typed in read} == read

    def test_refuses_with_a_sentence(self, field_type: type[FieldType]) -> None:
        """What it cannot hold is refused, with a sentence that names the field or says what was typed."""
        made, _, wrong = EXAMPLES[field_type]
        field = Field("one", "Some label", made)
        for typed in wrong:
            with pytest.raises(ValueError, match=r"^(Some label |“)") as refused:
                field.parse(typed, now=NOW, locale="en_GB", row=ROW)
            assert is_plain(f"{refused.value}".replace("?", "."))

    def test_nothing_typed_is_empty(self, field_type: type[FieldType]) -> None:
        """Nothing and spaces alone store what stands for nothing, and that reads as nothing, but for a no."""
        made = EXAMPLES[field_type][0]
        for typed in (None, "", *([] if made.is_multiline else ["  "])):
            assert made.parse(typed, reading()) == made.empty
        assert made.format(made.empty, ROW) == ("no" if made.is_flag else "")
        assert made.is_text == (made.empty == "")

    def test_what_stands_in_the_form_is_what_is_stored(self, field_type: type[FieldType], locale: str) -> None:
        """A form that is opened and saved changes nothing, in any region."""
        made = EXAMPLES[field_type][0]
        for stored in stored_values(field_type):
            assert made.parse(made.edit_text(stored, ROW), reading(locale)) == stored

    def test_json_goes_out_and_comes_back(self, field_type: type[FieldType], locale: str) -> None:
        """What is exported is imported as what it was, in any region."""
        made = EXAMPLES[field_type][0]
        for stored in stored_values(field_type):
            sent = json.loads(json.dumps(made.to_json(stored, ROW)))
            if not (stored is None and made.has_named_values):
                assert made.parse(made.from_json(sent), reading(locale)) == stored

    @pytest.mark.usefixtures("locale")
    def test_a_stored_value_comes_back_from_its_json(self, field_type: type[FieldType]) -> None:
        """Exactly, in any region; a value of another kind is refused."""
        made = EXAMPLES[field_type][0]
        for stored in stored_values(field_type):
            sent = json.loads(json.dumps(made.to_json(stored, ROW)))
            assert made.stored_from_json(sent, ROW) == stored
        for wrong in ([], [1], b""):
            with pytest.raises(InvalidValue):
                made.stored_from_json(wrong, ROW)

    def test_column_keeps_the_value(self, field_type: type[FieldType]) -> None:
        """SQLite gives back what was stored: a column of text keeps the zeros of 007."""
        made = EXAMPLES[field_type][0]
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(f"CREATE TABLE tried (value {made.column_type})")
            for stored in stored_values(field_type):
                connection.execute("DELETE FROM tried")
                connection.execute("INSERT INTO tried VALUES (?)", [stored])
                [(found,)] = connection.execute("SELECT value FROM tried")
                assert found == stored
        assert {type(stored) for stored in stored_values(field_type)[1:]} == {COLUMN_VALUES[made.column_type]}

    @pytest.mark.usefixtures("locale")
    def test_reads_as_text(self, field_type: type[FieldType]) -> None:
        """A filled value reads as some text, and one that is sorted by its digits stands on the right."""
        made = EXAMPLES[field_type][0]
        assert all(made.format(stored, ROW) for stored in stored_values(field_type)[1:])
        if (width := made.list_width()) is not None:
            assert all(len(made.format(stored, ROW)) <= width() for stored in stored_values(field_type))
            assert made.align == "right"

    @pytest.mark.usefixtures("locale")
    def test_explains_only_what_is_read(self, field_type: type[FieldType]) -> None:
        """What is said beside the field while it is typed is about the value that would be stored."""
        made, read, _ = EXAMPLES[field_type]
        field = Field("one", "Some label", made)
        for typed in (each for each in read if isinstance(each, str)):
            told = field.explain(typed, now=NOW, locale="en_GB", row=ROW)
            assert all(isinstance(each, str) for each in told)
            assert made.explains_input or told == ("", "")

    def test_joins_two_values_into_one_that_it_can_hold(self, field_type: type[FieldType]) -> None:
        """Of two records that become one the first one's value stays, or both; it can be saved."""
        made = EXAMPLES[field_type][0]
        keep, lose = stored_values(field_type)[1], stored_values(field_type)[-1]
        joined = made.join(keep, lose)
        assert made.parse(made.edit_text(joined, ROW), reading(locales.shown_in())) == joined
        assert made.joins_on_merge or joined == keep

    @given(value=st.text(max_size=40) | st.sampled_from(HOSTILE) | st.integers() | st.floats() | st.booleans())
    def test_anything_is_stored_or_refused(self, field_type: type[FieldType], value: Any) -> None:
        """No input ends in another error, and what is stored can be shown, edited and sent."""
        made = EXAMPLES[field_type][0]
        stored, said = made.empty, "."
        try:
            stored = made.parse(value, reading())
        except ValueError as refused:
            said = str(refused)
        assert said.endswith((".", "?"))
        assert isinstance(made.format(stored, ROW), str)
        assert isinstance(made.edit_text(stored, ROW), str)
        json.dumps(made.to_json(stored, ROW))


def test_two_texts_and_two_sets_of_values_are_joined() -> None:
    """A merge keeps both notes, and of the custom fields all, the survivor's first."""
    assert types.Multiline().join("first", "second") == "first\n\nsecond"
    assert types.Multiline().join("first and second", "second") == "first and second"
    assert types.JsonObject().join('{"a": 1}', '{"a": 2, "b": 3}') == '{"a": 1, "b": 3}'


def test_json_that_says_a_name_twice_is_refused_with_its_field() -> None:
    """Another program might read the other of the two."""
    field = Field("one", "Some label", types.JsonObject())
    with pytest.raises(Refused, match="Some label: The name “a” is given twice"):
        field.from_json('{"a": 1, "a": 2}')


def test_a_default_of_today_is_the_day_of_the_record() -> None:
    """Of a date alone: the word is a text like any other elsewhere."""
    assert types.Date().default_at(types.TODAY, NOW) == "2026-03-16"
    assert types.Date().default_at("2026-01-01", NOW) is None
    assert types.Text().default_at(types.TODAY, NOW) is None


def test_types_load_no_screen_and_no_database() -> None:
    """The first frame and a command wait for none of it: nor for the lists of currencies and countries."""
    heavy = "{'textual', 'rich', 'sqlite3', 'pysqlite3', 'sqlalchemy', 'sqlmodel', 'babel', 'phonenumbers'}"
    code = f"import sys, capptro_tui.models.types; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# --- nobody asks which type a field has ---------------------------------------------------------------------------

PACKAGE = Path(capptro_tui.__file__).parent

_OWN = ("models/types/", "models/field.py")


def questions(tree: ast.AST, *, declares: bool) -> Iterator[str]:
    """The places of a module that ask which type a field has: by a class, a name of a type, or a former name.

    Args:
        tree: the module.
        declares: whether it declares records, and so may name the classes of types.
    """
    names = {each.__name__ for each in TYPES} | {"FieldType"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("capptro_tui.models"):
            imported = {alias.name for alias in node.names}
            wrong = imported & {"Kind", "kinds"} | ({"kinds"} if node.module == f"{types.__name__}.kinds" else set())
            wrong |= set() if declares else imported & names | imported & {"types"}
            yield from (f"line {node.lineno}: imports {name}" for name in sorted(wrong))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "type":
            if node.attr in ("name", "__class__"):
                yield f"line {node.lineno}: asks for the name of a type"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "type"):
            asked = node.args[0] if node.args else None
            if isinstance(asked, ast.Attribute) and asked.attr == "type":
                yield f"line {node.lineno}: asks for the class of a type"


def test_a_question_is_found() -> None:
    """The search finds each way of asking, and no call of what a type does."""
    asking = {
        "from capptro_tui.models.field import Field, Kind",
        "from capptro_tui.models.types.kinds import display",
        "from capptro_tui.models.types import Money",
        "from capptro_tui.models.types.fixed_point import Money",
        "from capptro_tui.models import types",
        "isinstance(field.type, Other)",
        "type(field.type) is Other",
        "field.type.name == 'money'",
    }
    assert {code for code in asking if not list(questions(ast.parse(code), declares=False))} == set()
    for code in ("from capptro_tui.models.types import Choice, amounts", "field.type.is_text", "row.type", "x.name"):
        assert not list(questions(ast.parse(code), declares=False))
    assert not list(questions(ast.parse("from capptro_tui.models.types import Money"), declares=True))


def test_nobody_asks_which_type_a_field_has() -> None:
    """A new type is one class: nothing else has to hear of it."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(_OWN):
            asked = list(questions(ast.parse(path.read_text("utf-8")), declares=name.startswith("models/")))
            found |= {name: asked} if asked else {}
    assert found == {}
