"""What differs by record type is in tables, found by its name; no other code asks which record type it has."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import capptro_tui
from capptro_tui.cli.output import related
from capptro_tui.db.indexes.place_index import COORDINATES
from capptro_tui.db.read.history.timeline_rows import MOMENTS
from capptro_tui.exchange.exporting.vcard_files import CARDS
from capptro_tui.exchange.shapes import SHAPES
from capptro_tui.exchange.understanding.layout.by_type import LAYOUTS
from capptro_tui.exchange.understanding.layout.targets import PART_TARGETS
from capptro_tui.exchange.understanding.plan import MAKERS
from capptro_tui.exchange.understanding.vocabulary.status_words import STATUS_WORDS
from capptro_tui.models import pure_rules as in_models
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.screens import behaviours as in_screens
from capptro_tui.screens.routes import PAGES
from capptro_tui.services.forms import behaviours as in_forms
from capptro_tui.services.history.timeline import FILTERS
from capptro_tui.services.rules.behaviours import table as in_services

TABLES: dict[str, Mapping[str, object]] = {
    "models": in_models.PURE_RULES,
    "moments of the timeline": MOMENTS,
    "coordinates": COORDINATES,
    "services": in_services.BEHAVIOURS,
    "forms": in_forms.BEHAVIOURS,
    "filters of the timeline": dict.fromkeys(name for names in FILTERS.values() if names for name in names),
    "published shapes": SHAPES,
    "vCards": CARDS,
    "layouts of tables": LAYOUTS,
    "targets in parts": PART_TARGETS,
    "makers of records": MAKERS,
    "statuses of other programs": STATUS_WORDS,
    "screens": in_screens.BEHAVIOURS,
    "pages": PAGES,
    "whole pages on the command line": dict.fromkeys(related._WHOLE_PAGES),
}


@pytest.mark.parametrize("table", TABLES)
def test_tables_name_record_types(table: str) -> None:
    """A name that is wrong would be a behaviour that nobody has."""
    assert set(TABLES[table]) <= {record.info.name for record in SHIPPED.records}


def test_who_is_not_typed_says_how_it_is_created() -> None:
    """The refusal tells what to do instead."""
    untyped = [record for record in SHIPPED.records if not record.info.is_typed]
    assert [record.info.name for record in untyped] == ["attachment", "submission"]
    assert all(in_services.behaviour_of(record).how_created.endswith(".") for record in untyped)


def test_what_a_paste_fills_are_fields_that_people_type() -> None:
    """The one for the rest has several lines, and what is pasted into is one line."""
    for record in SHIPPED.records:
        if (paste := in_forms.form_behaviour(record).paste) is not None:
            named = {
                paste.into,
                *filter(None, [paste.rest]),
                *(name for names in paste.fields.values() for name in names),
            }
            assert named <= {field.name for field in record.form_fields()}
            assert record.fields[paste.into].type.widget == "line"
            assert not paste.rest or record.fields[paste.rest].type.is_multiline


def test_declared_places_and_states_are_fields() -> None:
    """What a record type declares about its fields is about fields that it has, and about a state that they know."""
    for record in SHIPPED.records:
        assert {name for pair in record.info.located for name in pair} <= set(record.fields)
        if record.info.ended_as:
            status = record.fields["status"]
            assert record.info.ended_as in {choice.value for choice in status.choices}
            assert not status.choice(record.info.ended_as).open
    assert {record.info.name for record in SHIPPED.numbered if record.info.located} == set(COORDINATES)


def test_the_order_of_the_schema_is_not_what_people_see() -> None:
    """Tabs, menus and the parts of a page have the order that the record types declare."""

    def seen(schema: Schema) -> list[object]:
        return [schema.numbered, schema.listed, schema.tabs, *(schema.page_parts(record) for record in SHIPPED.records)]

    turned: list[RecordType] = []
    left = list(SHIPPED.records)
    while left:  # the last one whose owner is there already
        known = {record.info.name for record in turned}
        owned = ((record, record.owner_link()) for record in reversed(left))
        record = next(record for record, owner in owned if owner is None or owner.link in known)
        turned.append(record)
        left.remove(record)
    assert turned != list(SHIPPED.records)
    assert seen(Schema(turned)) == seen(SHIPPED)
    assert [record.info.tab for record in SHIPPED.tabs] == [1, 2, 3, 4, 5]


# --- nobody asks which record type it has --------------------------------------------------------------------------

PACKAGE = Path(capptro_tui.__file__).parent

ABOUT = {
    "services/duplicates/": "is about customers",
    "screens/duplicates/": "is about customers",
    "screens/pages/customer_page.py": "is the page of customers",
    "cli/business/accounts.py": "is about the accounts of customers",
    "cli/records/merging.py": "is about customers",
    "services/documents/attachments.py": "is about documents",
    "services/submissions/asking.py": "reads the numbers of public forms",
    "cli/files/documents.py": "is about documents",
    "services/start/demo.py": "has the record type of each file of the sample",
    "db/write/journal.py": "writes the columns for the customers in whose timeline a change belongs",
    "db/schema/orm.py": "makes the indexes by which a customer's records are counted",
}
"""Module or room to the reason why it may ask for a record type. Migrations know the tables of their time."""

_CLASSES = {record.__name__ for record in SHIPPED.records}
_NAMING = ("name", "slug", "label", "plural", "letter", "link", "__name__")
"""Attributes that name a record type."""
_WORDS = {getattr(record.info, naming) for record in SHIPPED.records for naming in _NAMING[:5]} - {""}


def questions(tree: ast.AST) -> Iterator[str]:
    """The places of a module that ask which record type they have: by its class or its name, or by a table of classes.

    A mere mention is no question: `rows.one(database, Settings, 1)`.
    """
    of_classes = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _has_class(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(_has_class(side) for side in sides):
                yield f"line {node.lineno}: compares with a record class"
            elif any(_names(side) for side in sides) and any(_has_word(side) for side in sides):
                yield f"line {node.lineno}: compares with the name of a record type"
            elif any(
                isinstance(operator, ast.In | ast.NotIn) and isinstance(side, ast.Name) and side.id in of_classes
                for operator, side in zip(node.ops, node.comparators, strict=True)
            ):
                yield f"line {node.lineno}: looks in a list of record classes"
        elif isinstance(node, ast.Dict) and any(key is not None and _has_class(key) for key in node.keys):
            yield f"line {node.lineno}: has a table by record classes"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in ("isinstance", "issubclass") and any(_has_class(given) for given in node.args[1:]):
                yield f"line {node.lineno}: asks for a record class"
            elif called == "index" and ".records.index" in f".{ast.unparse(node.func).casefold()}":
                yield f"line {node.lineno}: asks for a place in the schema"
        elif isinstance(node, ast.MatchValue | ast.MatchClass):
            pattern = node.value if isinstance(node, ast.MatchValue) else node.cls
            if _has_class(pattern):
                yield f"line {node.lineno}: matches a record class"


def _has_class(node: ast.expr) -> bool:
    """Whether an expression is a record class, its name, or a sequence with one in it."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(_has_class(one.value if isinstance(one, ast.Starred) else one) for one in node.elts)
    if isinstance(node, ast.Attribute) and node.attr in _NAMING:
        inner = node.value.value if isinstance(node.value, ast.Attribute) and node.value.attr == "info" else node.value
        return _has_class(inner)
    return (isinstance(node, ast.Name) and node.id in _CLASSES) or (
        isinstance(node, ast.Attribute) and node.attr in _CLASSES
    )


def _names(node: ast.expr) -> bool:
    """Whether an expression is the name of some record type, `record.info.name`, or of a link's target."""
    return isinstance(node, ast.Attribute) and node.attr in _NAMING and (
        node.attr in ("link", "__name__") or (isinstance(node.value, ast.Attribute) and node.value.attr == "info")
    )  # fmt: skip


def _has_word(node: ast.expr) -> bool:
    """Whether an expression is a constant that names a record type, or a sequence with one in it."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(_has_word(one) for one in node.elts)
    return isinstance(node, ast.Constant) and node.value in _WORDS


def test_a_question_is_found() -> None:
    """The search finds each way of asking, and no mere mention of a record type."""
    asking = {
        "record is Customer",
        "record is not records.Customer",
        "if record in (Attachment, User): pass",
        "(changed.record, changed.row_id) == (Customer, 1)",
        "sum(spot.record is Site for spot in spots)",
        "record.info.name == 'customer'",
        "record.info.slug in ('orders', 'payments')",
        "record.info.letter == 'C'",
        "link.link != 'customer'",
        "record.info.name == Customer.info.name",
        "LINKS = {Customer: 'customer_id'}",
        "LINKS = {Customer.info.name: 'customer_id'}",
        "FIRST = (Customer, WorkItem)\nfound = record in FIRST",
        "isinstance(row, Customer)",
        "issubclass(record, (Order, Payment))",
        "RECORDS.index(record)",
        "schema.records.index(record)",
        "match record:\n    case models.Customer: pass",
    }
    assert {code for code in asking if not list(questions(ast.parse(code)))} == set()
    for code in (
        "rows.one(database, Customer, 1) is None",
        "transaction.get(Customer, 1).trashed is not None",
        "len(text) > Geofence.fields['polygon'].limit",
        "other is record",
        "one.link == record.info.name",
        "TABLE = {'customer': 1}\nfound = TABLE.get(record.info.name)",
        "row['status'] == 'open'",
    ):
        assert not list(questions(ast.parse(code))), code


@cache
def asked() -> dict[str, list[str]]:
    """Module to its questions, for every module but the declarations and the migrations."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(("models/records/", "models/system/", "db/schema/migrations/")):
            wrong = list(questions(ast.parse(path.read_text("utf-8"))))
            found |= {name: wrong} if wrong else {}
    return found


def test_nobody_asks_which_record_type_it_has() -> None:
    """A record type's own behaviour is in the tables: nothing else has to hear of it."""
    assert {name: wrong for name, wrong in asked().items() if not name.startswith(tuple(ABOUT))} == {}


def test_only_modules_that_ask_may_ask() -> None:
    """The list of those that may is as short as it can be."""
    assert [about for about in ABOUT if not any(name.startswith(about) for name in asked())] == []
