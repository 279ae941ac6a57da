"""Words for the parts of a street address: houses, flats, buildings and `c/o`, in the order of writing."""

from __future__ import annotations

import pytest

from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of, unaccounted


@pytest.mark.parametrize(
    ("header", "cells", "street"),
    [
        ("House,Street", "7,High St", "7 High St"),
        ("House no,Road", "7a,High Road", "7a High Road"),
        ("House name,Road", "Rose Cottage,Mill Lane", "Rose Cottage, Mill Lane"),
        ("House name/number,Street", "Rose Cottage,Mill Lane", "Rose Cottage, Mill Lane"),
        ("House name,House no.,Street", "Rose Cottage,7,Mill Lane", "Rose Cottage, 7 Mill Lane"),
        ("Street,House number", "High St,7", "High St 7"),
        ("Flat,Building,Street", "3,Mill House,7 Weir St", "Flat 3, Mill House, 7 Weir St"),
        ("Street,Unit", "40 Pretend Blvd,#210", "40 Pretend Blvd, #210"),
        ("Street,Unit", "40 Pretend Blvd,210", "40 Pretend Blvd, Unit 210"),
        ("Bldg,Address", "Hangar 4,1 Airport Way", "Hangar 4, 1 Airport Way"),
        ("c/o,Address", "Stint & Co,9 Quay Rd", "c/o Stint & Co, 9 Quay Rd"),
        ("Care of,Address", "Stint & Co,9 Quay Rd", "Stint & Co, 9 Quay Rd"),
        ("Floor,Street", "2,High St", "Floor 2, High St"),
        ("Suite No,Street Address", "Suite 5,1 Hoax House", "Suite 5, 1 Hoax House"),
        ("Straße,Hausnr.,Etage", "Ring,1,2. OG", "Ring 1, 2. OG"),
        ("Calle,Número,Piso/Puerta", "Calle Falsa,4,2º B", "Calle Falsa 4, 2º B"),
        ("Straat,Huisnr,Toevoeging", "Laan,8,A", "Laan 8 A"),
        ("Bâtiment,Rue", "Bât. B,4 rue Inventée", "Bât. B, 4 rue Inventée"),
        ("Adresse 1 (facturation),Adresse 2 (facturation)", "Bât. B,4 rue Inventée", "Bât. B, 4 rue Inventée"),
    ],
)
def test_the_street_of_an_address_has_all_its_parts(header: str, cells: str, street: str) -> None:
    table = table_of(f"Name,{header},Town\nHeron Ltd,{cells},Ely\n")
    plan = understand(SHIPPED, Customer, table, region="GB")
    assert unaccounted(table, plan) == []
    (record,) = plan.records(table)
    found = {name: text for name, text in record.values.items() if name not in ("name", "billing_city")}
    assert found == {"billing_street": street}


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("House phone", "phone"), ("Mobiele telefoon", "phone"), ("Tel. gesch.", "phone"), ("Business", "name"),
        ("Persona de contacto", "contact_name"), ("Relatiecode", "account"), ("Betaaltermijn", "payment_term"),
        ("Card Address City", "billing_city"), ("House style", "note"), ("Open house", "note"), ("Flat rate", "note"),
        ("Unit price", "note"), ("Floor type", "note"), ("Building type", "note"), ("House insurance no", "note"),
        ("Block list", "note"), ("Road tax", "note"), ("Room temperature", "note"),
    ],
)  # fmt: skip
def test_a_word_is_part_of_an_address_only_where_it_says_so(header: str, target: str) -> None:
    plan = understand(SHIPPED, Customer, table_of(f"Customer,{header},E-mail\nHeron,Jo Bloggs,a@b.example\n"))
    assert plan.columns[1].target == target


def test_ontario_is_no_yes() -> None:
    table = table_of("Customer,City,Province\nHeron,Ottawa,ON\n")
    (record,) = understand(SHIPPED, Customer, table).records(table)
    assert record.values["billing_state"] == "ON"


@pytest.mark.parametrize(
    "header",
    [
        "Gate code", "Gate", "Gate no", "Door code", "Alarm code", "Key code", "Key no", "Access code", "Entry code",
        "Lockbox code", "House code", "Building code", "Unit code", "Street code", "Property code", "Home code", "Via",
        "PIN code",
    ],
)  # fmt: skip
def test_the_code_of_a_gate_is_no_address(header: str) -> None:
    table = table_of(f"Customer,{header},E-mail\nHeron,4471,a@b.example\n")
    (record,) = understand(SHIPPED, Customer, table, region="GB").records(table)
    assert record.values == {"name": "Heron", "email": "a@b.example", "description": f"{header}: 4471"}


@pytest.mark.parametrize(
    ("header", "cells", "values"),
    [
        ("Navn,Gate,Postnr,Poststed", "Heron,Storgata 1,0155,Oslo", ("Storgata 1", "0155", "Oslo")),
        ("Nome,Via,CAP,Città", "Heron,Via Roma 2,00100,Roma", ("Via Roma 2", "00100", "Roma")),
        ("Name,Street,PIN code,City", "Heron,2nd Cross,560 038,Pune", ("2nd Cross", "560 038", "Pune")),
    ],
)
def test_a_street_in_its_own_language(header: str, cells: str, values: tuple[str, str, str]) -> None:
    table = table_of(f"{header}\n{cells}\n")
    (record,) = understand(SHIPPED, Customer, table).records(table)
    found = tuple(record.values.get(f"billing_{part}", "") for part in ("street", "postcode", "city"))
    assert found == values
