"""A schema: record types that fit each other, found by name, number and link; others beside it do not change it."""

from __future__ import annotations

import pickle

import pytest

from capptro_tui.errors import Refused
from capptro_tui.models.field import field
from capptro_tui.models.record import Record
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema, made_once
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types import TRASH_WITH, Link
from tests.support import WITH_TIERS, CustomerWithTier, Vehicle


class TestWithRecords:
    """A schema is made from another one, which stays as it is."""

    def test_a_new_record_type_comes_last(self) -> None:
        schema = SHIPPED.with_records(Vehicle)
        assert schema.records == (*SHIPPED.records, Vehicle)
        assert schema.reference("v-7") == (Vehicle, 7)
        assert (Vehicle, "customer_id") in schema.referencing(Customer)
        with pytest.raises(Refused):
            SHIPPED.reference("V-7")
        assert Vehicle not in [record for record, _ in SHIPPED.referencing(Customer)]

    def test_a_record_type_takes_the_place_of_its_name(self) -> None:
        schema = WITH_TIERS
        assert len(schema.records) == len(SHIPPED.records)
        assert schema.records[SHIPPED.records.index(Customer)] is CustomerWithTier
        assert schema.own(Customer) is CustomerWithTier
        assert schema.reference("C-7") == (CustomerWithTier, 7)
        assert SHIPPED.own(CustomerWithTier) is Customer
        assert schema.page_parts(Customer) == SHIPPED.page_parts(CustomerWithTier)

    def test_a_subclass_is_the_same_record_type_with_more_fields(self) -> None:
        assert CustomerWithTier.info is Customer.info
        assert [*CustomerWithTier.fields] == [*Customer.fields, "tier", "visits"]
        assert CustomerWithTier.defaults() == {**Customer.defaults(), "tier": "basic", "visits": None}
        assert "tier" not in Customer.fields


class TestValidation:
    """What does not fit is found when the schema is made."""

    def test_names_occur_once(self) -> None:
        with pytest.raises(ValueError, match="2 record types are called contact"):
            Schema([Customer, Contact, Contact])

    def test_letters_occur_once(self) -> None:
        class Van(Record, name="van", label="Van", plural="Vans", letter="C", title=()):
            """A record type with the letter of the customers."""

        with pytest.raises(ValueError, match="2 record types have numbers with the letter C"):
            SHIPPED.with_records(Van)

    def test_plurals_occur_once(self) -> None:
        class Buyer(Record, name="buyer", label="Buyer", plural="Customers", letter="B", title=()):
            """A record type with the plural of the customers."""

        with pytest.raises(ValueError, match="2 record types have the plural customers"):
            SHIPPED.with_records(Buyer)

    def test_links_lead_to_record_types(self) -> None:
        class Stray(Record, name="stray", label="Stray", plural="Strays", letter="", title=()):
            """A record type with a link to none."""

            ship_id: int | None = field("Ship", Link("ship"))

        with pytest.raises(ValueError, match=r"stray\.ship_id links to ship"):
            SHIPPED.with_records(Stray)

    def test_owners_come_first(self) -> None:
        class Buoy(Record, name="buoy", label="Buoy", plural="Buoys", letter="", title=()):
            """A record type that belongs to a customer."""

            customer_id: int = field("Customer", Link("customer", on_delete=TRASH_WITH), required=True)

        with pytest.raises(ValueError, match="buoy comes before customer"):
            Schema([Buoy, *SHIPPED.records])


def test_an_unknown_name_is_refused() -> None:
    """A file of a later version may hold such records."""
    with pytest.raises(Refused, match="“vehicle”, which this version does not know"):
        SHIPPED.record_named("vehicle")


def test_what_is_made_of_a_schema_is_made_once_for_each() -> None:
    """Also where two schemas are asked in turns."""
    made = []

    @made_once
    def names(schema: Schema) -> list[str]:
        made.append(schema)
        return [record.info.name for record in schema.records]

    other = SHIPPED.with_records(Vehicle)
    for _ in range(3):
        assert names(SHIPPED) == names(other)[:-1]
    assert made == [SHIPPED, other]


def test_a_schema_goes_to_another_process() -> None:
    """Duplicates are compared in processes of their own."""
    schema = SHIPPED.with_records(Vehicle)
    there = pickle.loads(pickle.dumps(schema))
    assert there.records == schema.records
    assert there.reference("V-7") == (Vehicle, 7)
