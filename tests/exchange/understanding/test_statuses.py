"""Statuses of other programs become the nearest state here, and their text is kept."""

from __future__ import annotations

from collections import Counter

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.exchange.understanding.vocabulary.status_words import STATUS_WORDS, fold_status
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from tests.exchange.importing.rows import imported
from tests.support import add_customer, get

from .accounting import table_of, unaccounted


@pytest.mark.parametrize("name", STATUS_WORDS)
def test_words_are_for_states_that_there_are_and_for_one_each(name: str) -> None:
    states = {choice.value for choice in SHIPPED.record_named(name).fields["status"].choices}
    words = Counter(word for each in STATUS_WORDS[name].values() for word in each.split("|"))
    assert set(STATUS_WORDS[name]) <= states
    assert [word for word, count in words.items() if count > 1 or fold_status(word) != word] == []


@pytest.mark.parametrize(
    ("statuses", "found", "kept"),
    [
        (["Active", "Prospect", "Former customer"], ["", "", "deactivated"], ["", "Status: Prospect",
         "Status: Former customer"]),
        (["Lead", "Lost Lead"], ["", "deactivated"], ["Status: Lead", "Status: Lost Lead"]),
        (["Lead", "Contacted"], ["", ""], ["Status: Lead", "Status: Contacted"]),
        (["Former", "On stop"], ["deactivated", ""], ["", "Status: On stop"]),
        (["Inactive", "Active", "On stop", "Deleted"], ["deactivated", "", "", "deactivated"],
         ["", "", "Status: On stop", "Status: Deleted"]),
        (["Closed", "Invoiced", "Open"], ["", "", ""], ["Status: Closed", "Status: Invoiced", "Status: Open"]),
        (["Closed", "Inactive", "Quoted"], ["", "deactivated", ""], ["Status: Closed", "", "Status: Quoted"]),
    ],
)  # fmt: skip
def test_customers(statuses: list[str], found: list[str], kept: list[str]) -> None:
    table = table_of("Name,Status\n" + "".join(f"Customer {status},{status}\n" for status in statuses))
    plan = understand(SHIPPED, Customer, table)
    records = list(plan.records(table))
    assert [one.values.get("status", "") for one in records] == found
    assert [one.values.get("description", "") for one in records] == kept
    assert unaccounted(table, plan) == []


def test_a_status_that_is_no_state_here_is_listed() -> None:
    table = table_of("Name,Status\nHeron,Inactive\nEgret,On stop\n")
    records = list(understand(SHIPPED, Customer, table).records(table))
    assert [[(one.row, one.was, one.now) for one in each.mends] for each in records] == [
        [],
        [(3, "On stop", "Status: On stop")],
    ]


def test_a_mark_that_says_neither_yes_nor_no_leaves_the_others_as_they_are() -> None:
    table = table_of("Name,Archived\nHeron,yes\nEgret,no\nStork,in May\n")
    records = list(understand(SHIPPED, Customer, table).records(table))
    assert [one.values.get("status", "") for one in records] == ["deactivated", "", ""]
    assert records[2].values["description"] == "Archived: in May"


def test_orders_and_work(database: Database) -> None:
    add_customer(database, "Heron Ltd")
    for record, column, text, state in (
        (Order, "Invoice No,Date", "Overdue", "confirmed"),
        (Order, "Invoice No,Date", "Paid", "fulfilled"),
        (Order, "Invoice No,Date", "Draft", "draft"),
        (WorkItem, "Title,Scheduled Start", "Complete (rated)", "completed"),
        (Asset, "Name,Installed", "Broken", "out_of_service"),
    ):
        table = table_of(f"Customer,{column},Status\nHeron Ltd,{text},2026-03-02,{text}\n")
        plan = understand(SHIPPED, record, table, region="GB")
        [outcome] = imported(database, plan.records(table), record)
        stored = get(database, record, int(outcome.number.partition("-")[2]))
        assert (outcome.action.value, stored["status"]) == ("created", state)
        is_own = text == "Draft"
        assert any(f"Status: {text}" in str(value) for value in stored.values()) != is_own
        assert bool(outcome.mends) != is_own


def test_a_state_of_the_business_is_never_another_word() -> None:
    table = table_of("Customer,Title,Status\nHeron Ltd,Pump,On hold\nHeron Ltd,Tap,asleep\n")
    plan = understand(SHIPPED, WorkItem, table)
    assert [one.values["status"] for one in plan.records(table)] == ["On hold", "asleep"]
