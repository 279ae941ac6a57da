"""The customer record under the 41 names of the API, out and in again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.exchange.customers import API_NAMES
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.importing.origins import is_mark
from tests.cli.runner import Capptro

FULL: dict[str, Any] = {
    "name": "Acme Ltd", "account": "0007", "phone": "01632 960123", "alt_phone": "01632 960124",
    "email": "office@acme.example", "fax": "01632 960125", "website": "www.acme.example", "contact_name": "Ann",
    "description": "first\nsecond", "billing_street": "1 High St", "billing_city": "Leeds", "billing_state": "Yorks",
    "billing_postcode": "01234", "billing_country": "UK", "billing_lat": 53.8, "billing_lng": -1.5,
    "shipping_street": "2 Low St", "shipping_city": "York", "shipping_state": "Yorks", "shipping_postcode": "00001",
    "shipping_country": "UK", "shipping_lat": -90, "shipping_lng": 180, "category": "Residential", "type": "One-off",
    "industry": "Food and drink", "sector": "Private", "source": "Van", "area": "North", "service_zone": "Zone 1",
    "payment_term": "14 days", "employees": "10-50", "external_id": "00042", "external_id2": "X/1",
    "custom_fields": {"Ampel": "grün", "count": 3},
}  # fmt: skip


def test_every_api_name_once_and_in_order(capptro: Capptro) -> None:
    capptro.add("customers", FULL)
    [customer] = capptro.export("customers")
    assert list(customer) == [*API_NAMES, "extensions"]
    assert len(set(API_NAMES)) == 41
    assert {field.api for field in Customer.fields.values() if field.api} < set(API_NAMES)


def test_what_is_written(capptro: Capptro) -> None:
    capptro.add("customers", FULL | {"assigned_user": None})
    user = capptro.json("show", "U-1")
    [customer] = capptro.export("customers")
    for field in Customer.fields.values():
        if field.api and field.key in FULL:
            assert customer[field.api] == FULL[field.key]
    assert (customer["CustomerID"], customer["CustomerNumber"]) == (1, "C-000001")
    assert (customer["CustomerCategory"], customer["CustomerCategoryCode"]) == ("Residential", "RES")
    assert customer["created_by"] == user["login"]
    assert customer["CustomerCreatedFullName"] == customer["CustomerModifiedFullName"] == user["full_name"]
    assert customer["CustomerCreatedDate"].endswith("Z")
    assert is_mark(customer["extensions"].pop("database"))
    assert customer["extensions"] == {
        "version": 1, "status": "active", "sector": "Private", "assigned_user": None, "trashed": False,
        "custom_fields": {"Ampel": "grün", "count": 3}, "modified_by": user["login"], "currency": "GBP",
        "linked": {},
    }  # fmt: skip


def test_what_was_exported_can_be_added_elsewhere(capptro: Capptro, tmp_path: Path, empty_file: Path) -> None:
    capptro.add("customers", FULL, {"name": "Nothing else"})
    other = Capptro(capptro.monkeypatch, tmp_path / "other.db")
    shutil.copy(empty_file, other.path)
    exported = capptro.done("export", "customers")
    lines = "".join(line.rstrip(",") + "\n" for line in exported.splitlines()[1:-1])
    assert capptro.done("add", "customers", "--db", str(other.path), stdin=lines).count("number") == 2
    stamps = ("CustomerCreatedDate", "CustomerModifiedDate")
    for before, after in zip(capptro.export("customers"), _export(other), strict=True):
        assert {**before, **dict.fromkeys(stamps)} == {**after, **dict.fromkeys(stamps)}


def _export(capptro: Capptro) -> Any:
    capptro.monkeypatch.setenv("CAPPTRO_DB", str(capptro.path))
    return capptro.export("customers")


@pytest.mark.parametrize(
    ("given", "category"),
    [
        ({"CustomerCategoryCode": "RES"}, "Residential"),
        ({"CustomerCategoryCode": "RES", "CustomerCategory": ""}, "Residential"),
        ({"CustomerCategoryCode": "RES", "CustomerCategory": "Residential"}, "Residential"),
        ({"CustomerCategoryCode": "", "CustomerCategory": "Trade"}, "Trade"),
        ({"CustomerCategoryCode": 7}, "7"),
        ({"CustomerCategoryCode": 7, "CustomerCategory": "Gold"}, "Gold"),
        ({"CustomerCategory": "Gold", "category": "Gold"}, "Gold"),
        ({"extensions": {"category": "Gold"}}, "Gold"),
    ],
)
def test_the_category_may_be_given_by_its_code(capptro: Capptro, given: dict[str, Any], category: str) -> None:
    capptro.add("customers", {"CustomerName": "A"} | given)
    assert capptro.json("show", "C-1")["category"] == category
