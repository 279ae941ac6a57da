"""Every other record type by its fields: their names, their labels, and the words that other programs have for them."""

from __future__ import annotations

import pytest

from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of, unaccounted


def read(name: str, text: str, delimiter: str = ",") -> list[SourceRecord]:
    """Return the records of a text; each of its values must be in them or in the report."""
    table = table_of(text, delimiter)
    plan = understand(SHIPPED, SHIPPED.record_named(name), table, region="GB")
    assert unaccounted(table, plan) == []
    return list(plan.records(table))


def test_lines_with_the_same_number_are_one_order() -> None:
    first, second = read(
        "order",
        "Invoice No,Customer,Invoice Date,Item,Qty,Unit Price,VAT,Status,Memo\n"
        'INV-1,Heron Ltd,25/12/2025,Boiler,1,"1,200.00",20,Confirmed,urgent\n'
        "INV-2,Egret Ltd,31/12/2025,Visit,1,60.00,20,Draft,\n"
        "INV-1,Heron Ltd,25/12/2025,Labour,2.5,40.00,20,Confirmed,urgent\n",
    )
    assert first.rows == (2, 4)
    assert first.values == {
        "reference": "INV-1", "customer": "Heron Ltd", "day": "2025-12-25", "status": "Confirmed", "notes": "urgent",
    }  # fmt: skip
    assert first.parts["order_line"] == [
        {"description": "Boiler", "quantity": "1", "unit_price": "1,200.00", "tax_rate": "20"},
        {"description": "Labour", "quantity": "2.5", "unit_price": "40.00", "tax_rate": "20"},
    ]
    assert second.rows == (3,)


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        (
            "payment",
            "Kunde;Rechnungsnummer;Zahlungsdatum;Betrag;Zahlungsart;Bemerkung\nProbst;INV-1;03.02.2026;120,00;Bar;ok\n",
            {
                "customer": "Probst", "order": "INV-1", "day": "2026-02-03", "amount": "120,00", "method": "Bar",
                "notes": "ok",
            },
        ),
        (
            "work_item",
            "Job Title;Client;Scheduled Start;Priority;Assigned To;Weather\n"
            "Fix boiler;Heron;2026-02-03 09:00;High;Kim;rain\n",
            {
                "title": "Fix boiler", "customer": "Heron", "scheduled_start": "2026-02-03 09:00", "priority": "High",
                "assigned_user": "Kim", "description": "Weather: rain",
            },
        ),
        (
            "asset",
            "Asset Name;Customer;Location;Manufacturer;Serial No;Installed on\n"
            "Boiler;Heron;Yard;Acme;00123;2020-01-31\n",
            {
                "name": "Boiler", "customer": "Heron", "site": "Yard", "make": "Acme", "serial_number": "00123",
                "installed_on": "2020-01-31",
            },
        ),
        (
            "contact",
            "Vorname;Nachname;Firma;Funktion;Telefon;E-Mail\nJo;Bloggs;Heron;Chef;01632 960001;jo@heron.example\n",
            {
                "first_name": "Jo", "last_name": "Bloggs", "customer": "Heron", "role": "Chef",
                "phone": "01632 960001", "email": "jo@heron.example",
            },
        ),
        (
            "site",
            "Site Name;Customer;Address;City;Post Code;Access Notes\nNorth;Heron;1 N St;Bath;ZZ1 1AA;gate\n",
            {
                "name": "North", "customer": "Heron", "street": "1 N St", "city": "Bath", "postcode": "ZZ1 1AA",
                "notes": "Access Notes: gate",
            },
        ),
    ],
)  # fmt: skip
def test_fields(name: str, text: str, values: dict[str, str]) -> None:
    (record,) = read(name, text, ";")
    assert record.values == values


@pytest.mark.parametrize(
    "header",
    ["Job No", "Job #", "Job number", "Work Order #", "WO Number", "Ticket ID", "Auftragsnummer", "External ID"],
)
def test_number_of_a_job_in_another_program(header: str) -> None:
    (record,) = read("work_item", f"{header};Customer;Title;Start Date\nJ-1001;Heron;Mend;2027-02-13\n", ";")
    assert (record.values["external_id"], record.values["title"]) == ("J-1001", "Mend")


@pytest.mark.parametrize("header", ["No", "Ref"])
def test_number_of_a_row_is_not_that_of_a_job(header: str) -> None:
    (record,) = read("work_item", f"{header};Customer;Title;Start Date\n1;Heron;Mend;2027-02-13\n", ";")
    assert "external_id" not in record.values


@pytest.mark.parametrize("record", [one for one in SHIPPED.listed if one.info.is_typed], ids=lambda one: one.info.name)
def test_labels_and_names_of_every_type(record: type) -> None:
    fields = [one for one in record.form_fields() if not one.is_read_only]
    for header in ([one.key for one in fields], [one.full_label for one in fields]):
        table = table_of(";".join(header) + "\n" + ";".join(f"value {place}" for place, _ in enumerate(fields)), ";")
        (found,) = understand(SHIPPED, record, table).records(table)
        if record.info.name != "customer" or "_" in header[3]:
            assert found.values == {one.key: f"value {place}" for place, one in enumerate(fields)}


def test_an_own_export_is_taken_as_it_stands() -> None:
    table = table_of('number,name,alt_phone,billing_street\nC-000001,\' Heron,"0123; 0456",=1\n')
    (record,) = understand(SHIPPED, SHIPPED.record_named("customer"), table).records(table)
    assert record.values == {
        "number": "C-000001", "name": "' Heron", "alt_phone": "0123; 0456", "billing_street": "=1",
    }  # fmt: skip
    assert record.mends == []


def test_an_own_export_for_people_has_its_guards_taken_off() -> None:
    text = 'Number,Name,Account,Phone,Alt phone,Email\nC-000001,\'=Heron,1,,0123,"a@x.example, b@x.example"\n'
    table = table_of(text)
    (record,) = understand(SHIPPED, SHIPPED.record_named("customer"), table).records(table)
    assert record.values == {
        "number": "C-000001", "name": "=Heron", "account": "1", "alt_phone": "0123",
        "email": "a@x.example, b@x.example",
    }  # fmt: skip
    assert record.mends == []
