"""Exports of this program at another desk: a number there is the number of another record here."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.running import ImportOptions, run
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.importing.origins import mark
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.support import Clock, add, add_customer, add_work_item, get

from .desks import FORMS, bring, export
from .rows import actions, given, imported

NAMES = ("Zoë Finch", "Acme Ltd")
"""The customers of the other desk. Here, Acme has the first number."""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """Another desk, a day earlier: a job, an order and its payment for the second customer."""
    with closing(Database.create(tmp_path / "there" / "other.db", by=("zoe", "Zoë"), clock=Clock())) as database:
        _, acme = (add_customer(database, name) for name in NAMES)
        boiler = add(database, Asset, customer_id=acme, name="Boiler")
        job = add_work_item(database, acme, title="Mend the roof")
        records.change(database, WorkItem, job, {"notes": "Ladder"})
        add(database, Order, customer_id=acme, day="2026-03-01", reference="R-1")
        order = add(database, Order, customer_id=acme, day="2026-03-02")
        add(database, Payment, customer_id=acme, order_id=order, day="2026-03-03", amount="45.00")
        assert boiler == 1
        yield database


@pytest.mark.parametrize("form", FORMS)
def test_links_go_by_name_where_the_number_is_another_ones(
    database: Database, other: Database, home: Path, form: str
) -> None:
    acme, bolt = add_customer(database, "Acme Limited"), add_customer(database, "Bolt")
    outcomes = bring(database, WorkItem, export(other, WorkItem, home / "jobs", form))
    assert actions(outcomes) == ["created"]
    assert (get(database, WorkItem, 1)["customer_id"], bolt) == (acme, 2)


@pytest.mark.parametrize("form", FORMS)
def test_a_link_that_names_nobody_here_is_refused_or_kept(
    database: Database, other: Database, home: Path, form: str
) -> None:
    """The customer with that number is another one."""
    add_customer(database, "Bolt")
    add_customer(database, "Crane")
    outcomes = bring(database, Order, export(other, Order, home / "orders", form))
    assert actions(outcomes) == ["refused", "refused"]
    assert "There is no customer “Acme Ltd”. Import the customers first" in outcomes[0].reason
    [job] = bring(database, WorkItem, export(other, WorkItem, home / "jobs", form))
    assert (job.action.value, get(database, WorkItem, 1)["customer_id"]) == ("created", None)
    assert "Acme Ltd" in get(database, WorkItem, 1)["description"]


@pytest.mark.parametrize("form", FORMS)
def test_a_record_is_not_taken_for_that_with_its_number(
    database: Database, other: Database, clock: Clock, home: Path, form: str
) -> None:
    """The job of the same number and customer here stays as it is."""
    clock.forward(days=1)
    acme = add_customer(database, "Acme Ltd")
    add_work_item(database, acme, title="Paint the fence")
    [outcome] = bring(database, WorkItem, export(other, WorkItem, home / "jobs", form))
    assert (outcome.action.value, outcome.number) == ("created", "W-000002")
    assert get(database, WorkItem, 1)["title"] == "Paint the fence"


def test_all_comes_into_an_empty_desk_type_by_type(database: Database, other: Database, home: Path) -> None:
    """Every number is free there, and every link leads to the same record; orders have no names."""
    for record in (Customer, Asset, WorkItem, Order, Payment):
        outcomes = bring(database, record, export(other, record, home / record.info.name, "json"))
        assert {(each.action.value, each.mends, each.question) for each in outcomes} == {("created", (), "")}
    assert get(database, Payment, 1)["order_id"] == 2
    assert [row["name"] for row in Listing(database, Customer, sort="id").rows(0, 9)] == [*NAMES]


def test_an_order_of_another_desk_is_not_that_with_its_number(
    database: Database, other: Database, clock: Clock, home: Path
) -> None:
    """It has no name to go by: the payment is on account, and says which order it was for."""
    clock.forward(days=1)
    acme = add_customer(database, "Acme Ltd")
    for day in ("2026-01-01", "2026-01-02"):
        add(database, Order, customer_id=acme, day=day)
    [outcome] = bring(database, Payment, export(other, Payment, home / "payments", "csv-raw"))
    row = get(database, Payment, 1)
    assert (outcome.action.value, row["order_id"]) == ("created", None)
    assert "O-000002" in row["notes"]


@pytest.mark.parametrize("form", FORMS)
def test_an_export_of_this_desk_updates_by_number(database: Database, clock: Clock, home: Path, form: str) -> None:
    """Also what has another name by now, and whose customer has."""
    acme = add_customer(database, "Acme Ltd", phone="01632 960111")
    job = add_work_item(database, acme, title="Roof")
    customers = export(database, Customer, home / "customers", form)
    jobs = export(database, WorkItem, home / "jobs", form)
    clock.forward(days=1)
    records.change(database, Customer, acme, {"name": "Zebra", "phone": "01632 960222"})
    records.change(database, WorkItem, job, {"title": "Fence"})
    assert actions(bring(database, Customer, customers)) == ["updated"]
    assert (get(database, Customer, acme)["name"], Listing(database, Customer).total()) == ("Acme Ltd", 1)
    assert actions(bring(database, WorkItem, jobs)) == ["updated"]
    assert (get(database, WorkItem, job)["title"], get(database, WorkItem, job)["customer_id"]) == ("Roof", acme)


def test_a_number_in_a_list_by_hand_is_meant(database: Database) -> None:
    """A name beside it must be that of the record; two of one name are told apart by it."""
    one, two = (add_customer(database, "Twin", phone=phone) for phone in ("01632 960111", "01632 960222"))
    add_customer(database, "Bolt")
    rows = [
        given(2, title="A", customer="C-2"),
        given(3, title="B", customer="Twin", **{"beside customer": "C-000001"}),
        given(4, title="C", customer="C-000001", **{"beside customer": "twin"}),
        given(5, title="D", customer="C-000001", **{"beside customer": "Bolt"}),
        given(6, title="E", customer="C-000003", **{"beside customer": "Twin"}),
    ]
    imported(database, rows, WorkItem)
    assert [get(database, WorkItem, row)["customer_id"] for row in range(1, 6)] == [two, one, one, 3, None]


def test_name_and_number_in_columns_of_a_list_by_hand(database: Database, home: Path) -> None:
    add_customer(database, "Twin", phone="01632 960111")
    two = add_customer(database, "Twin", phone="01632 960222")
    file = home / "jobs.csv"
    file.write_text("Title,Customer,Customer number\nMend the roof,Twin,C-000002\n", encoding="utf-8")
    [outcome] = bring(database, WorkItem, file)
    assert (outcome.action.value, outcome.mends) == ("created", ())
    assert (get(database, WorkItem, 1)["customer_id"], get(database, WorkItem, 1)["description"]) == (two, "")


@pytest.mark.parametrize("names", [(), ("number", "customer", "contact", "title", "status", "priority", "notes")])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_name_of_two_customers_adds_nothing_to_a_job(
    database: Database, home: Path, form: str, names: tuple[str, ...]
) -> None:
    """Its own export comes back: with the number beside the name, or with the name alone."""
    for phone in ("01632 960111", "01632 960222"):
        add_work_item(database, add_customer(database, "Twin", phone=phone), title=f"Roof {phone[-3:]}")
    before = [get(database, WorkItem, row) for row in (1, 2)]
    outcomes = bring(database, WorkItem, export(database, WorkItem, home / "jobs", form, names=names))
    assert [(each.action.value, each.mends) for each in outcomes] == [("unchanged", ())] * 2
    assert [get(database, WorkItem, row) for row in (1, 2)] == before


def test_an_export_with_a_column_more_is_known_by_its_mark(database: Database, home: Path) -> None:
    """And so are its refused rows, which come with a reason: the record is updated, and the column is a note."""
    add_work_item(database, add_customer(database, "Acme Ltd"), title="Roof")
    file = export(database, WorkItem, home / "jobs", "csv")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, row = csv.reader(opened)
    row[header.index("Title")] = "Fence"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([[*header, "Gate", "Reason", "Row"], [*row, "4711", "It has no customer.", "2"]])
    assert actions(bring(database, WorkItem, file)) == ["updated"]
    found = get(database, WorkItem, 1)
    assert (found["title"], found["description"], Listing(database, WorkItem).total()) == ("Fence", "Gate: 4711", 1)


def test_json_of_another_desk_in_parts(database: Database, other: Database, home: Path) -> None:
    """The assets of a job are looked for among those of its customer."""
    acme = add_customer(database, "Acme Ltd")
    add(database, Asset, customer_id=acme, name="Drill")
    boiler = add(database, Asset, customer_id=acme, name="Boiler")
    file = export(other, WorkItem, home / "jobs", "json")
    [job] = json.loads(file.read_text(encoding="utf-8"))
    job |= {"assets": ["A-000001"], "linked": {**job["linked"], "A-000001": "Boiler"}}
    file.write_text(json.dumps([job]), encoding="utf-8")
    bring(database, WorkItem, file)
    assert database.select("SELECT asset_id FROM work_item_asset") == [{"asset_id": boiler}]


class TestEmptyDesk:
    """The first records that come into an empty database keep their numbers, so their marks are its own."""

    def test_first_records_bring_the_mark(self, database: Database) -> None:
        imported(database, [marked("Acme")])
        assert mark(database) == MARK

    def test_records_that_are_there_keep_it_out(self, database: Database) -> None:
        before = mark(database)
        add_customer(database, "Bolt")
        imported(database, [marked("Acme")])
        assert mark(database) == before

    def test_records_without_a_mark_have_their_own_numbers(self, database: Database) -> None:
        before = mark(database)
        imported(database, [given(2, name="Bolt"), marked("Acme")])
        assert mark(database) == before

    def test_a_refused_import_leaves_it(self, database: Database) -> None:
        before = mark(database)
        with pytest.raises(Refused):
            run(database, Customer, [marked("Acme"), marked("")], lambda _: None, ImportOptions(is_strict=True))
        assert mark(database) == before


MARK = "db-0123456789ab"


def marked(name: str) -> SourceRecord:
    return given(2, name=name, database=MARK)
