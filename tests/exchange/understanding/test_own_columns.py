"""Columns of the owner's own are kept in the description; a known program's columns about itself are left out."""

from __future__ import annotations

import pytest

from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of


def described(header: str, value: str) -> str:
    """Return the description of a customer with one further column."""
    table = table_of(f"Customer,{header},E-mail\nHeron,{value},a@b.example\n")
    (record,) = understand(SHIPPED, Customer, table, region="GB").records(table)
    rest = {name: text for name, text in record.values.items() if name not in ("name", "email")}
    assert rest.keys() <= {"description"}
    return rest.get("description", "")


@pytest.mark.parametrize(
    "header",
    [
        "Credit limit", "Discount", "Alarm limit", "Photo permission", "Changed locks on", "Bank account",
        "Revenue source", "Total jobs", "Priority", "Private drive", "Orders contact", "Rating", "Open balance",
        "Start date", "Row",
    ],
)  # fmt: skip
def test_a_column_of_the_owner_is_kept(header: str) -> None:
    assert described(header, "x 7") == f"{header}: x 7"


def test_the_same_column_is_left_out_of_a_programs_export_and_kept_in_a_list_by_hand() -> None:
    square = table_of("First Name,Square Customer ID,Creation Source,Lifetime Spend,Priority\nAda,c1,Till,9.00,High\n")
    plan = understand(SHIPPED, Customer, square)
    assert [one.header for one in plan.ignored] == ["Creation Source", "Lifetime Spend"]
    by_hand = table_of("First Name,Creation Source,Lifetime Spend\nAda,Till,9.00\n")
    (record,) = understand(SHIPPED, Customer, by_hand).records(by_hand)
    assert record.values["description"] == "Creation Source: Till\nLifetime Spend: 9.00"


@pytest.mark.parametrize("header", ["Supplier", "Deleted", "Is company"])
def test_a_text_that_says_neither_yes_nor_no_is_kept(header: str) -> None:
    assert described(header, "Pipes") == f"{header}: Pipes"


def test_the_label_of_a_number_is_kept_if_its_field_does_not_say_it() -> None:
    table = table_of(
        "Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n"
        "Heron,Night,01632 960101,Mobile,07700 900101\n"
    )
    (record,) = understand(SHIPPED, Customer, table, region="GB").records(table)
    assert sorted((record.values["phone"], record.values["alt_phone"])) == ["01632 960101", "07700 900101"]
    assert record.values["description"] == "Night: 01632 960101"


def test_a_column_that_counts_the_rows_is_left_out() -> None:
    table = table_of("Row,Name,Phone\n1,Heron,01632 960101\n2,Egret,01632 960102\n")
    plan = understand(SHIPPED, Customer, table)
    assert [(one.header, one.why) for one in plan.ignored] == [("Row", "It counts the rows.")]
