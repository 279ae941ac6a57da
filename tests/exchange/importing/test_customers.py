"""Customers come in with their contacts and sites; undo takes all back; what is there already is not doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.outcome import OnDuplicate, Outcome
from capptro_tui.exchange.importing.running import STOPPED, ImportOptions, run
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import number
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.site import Site
from capptro_tui.services.backups.store import local_backups
from capptro_tui.services.history import trash, undo
from capptro_tui.services.search import find
from capptro_tui.services.search.listing import Listing
from tests.support import add_contact, add_customer, batches, damage_to_search, dump, get, primaries

from .rows import actions, given, imported, named

BEA = {"first_name": "Bea", "last_name": "Smith", "phone": "01632 960199"}
YARD = {"name": "Yard", "street": "1 Example Lane"}


class TestNew:
    def test_customer_with_contact_and_site(self, database: Database) -> None:
        parts = {"contact": [BEA, {"first_name": "Cy"}], "site": [YARD]}
        [outcome] = imported(database, [given(2, name="Acme Ltd", phone="01632 960111", parts=parts)])
        assert (outcome.action.value, outcome.number, outcome.parts) == (
            "created",
            "C-000001",
            {"contact": 2, "site": 1},
        )
        assert get(database, Customer, 1)["phone"] == "01632 960111"
        assert get(database, Customer, 1)["currency"] == "GBP"
        assert {row["first_name"] for row in Listing(database, Contact).rows(0, 9)} == {"Bea", "Cy"}
        assert get(database, Site, 1)["phone"] == "01632 960111", "a new site starts with its customer's phone"

    def test_first_contact_is_the_primary_one(self, database: Database) -> None:
        imported(database, [given(2, name="Acme", parts={"contact": [BEA, {"first_name": "Cy"}]})])
        imported(database, [given(2, name="Bolt", parts={"contact": [BEA, {"first_name": "Cy", "is_primary": "yes"}]})])
        assert primaries(database, 1) == [1]
        assert primaries(database, 2) == [4]

    def test_one_batch_that_one_undo_takes_back(self, database: Database) -> None:
        add_customer(database, "Before", phone="01632 960100")
        before, count = dump(database), batches(database)
        again = given(9, name="Before", phone="01632 960100", billing_city="Leeds", parts={"contact": [BEA]})
        imported(database, [*named("Acme", "Bolt", description="x" * 9_000), again])
        assert batches(database) == count + 1
        undo.undo(database)
        assert dump(database)["customer"][:1] == before["customer"]
        live = {record: Listing(database, record).total() for record in (Customer, Contact)}
        assert live == {Customer: 1, Contact: 0}

    def test_found_at_once(self, database: Database) -> None:
        imported(database, named("Acme Plumbing", "Bolt Roofing"))
        assert [hit.row["name"] for hit in find.find(database, "roof", [Customer])] == ["Bolt Roofing"]
        assert damage_to_search(database.path) == []

    def test_index_made_afterwards_is_the_same(self, database: Database) -> None:
        records = [given(row, name=f"Customer {row}", parts={"contact": [BEA]}) for row in range(2, 40)]
        run(database, Customer, records, lambda _: None, ImportOptions(OnDuplicate.CREATE, expected=30_000))
        assert damage_to_search(database.path) == []
        assert find.find(database, "Customer 12", [Customer])[0].row["name"] == "Customer 12"

    def test_number_of_its_own_is_kept_where_nobody_has_had_it(self, database: Database) -> None:
        [one, two, three] = imported(
            database,
            [given(2, name="A", number="C-000007"), given(3, name="B"), given(4, name="D", number="C-3")],
        )
        assert (one.number, two.number, three.number) == ("C-000007", "C-000008", "C-000009")

    def test_backup_before(self, database: Database) -> None:
        imported(database, named("Acme"))
        assert local_backups(database.path) == [], "of an empty database there is nothing to keep"
        imported(database, named("Bolt"))
        assert [backup.reason for backup in local_backups(database.path)] == ["before-import"]


class TestAlreadyThere:
    @pytest.mark.parametrize(
        "same",
        [
            {"name": "Acme", "phone": "01632 960111"},
            {"name": "ACME Limited", "email": "office@acme.example"},
            {"name": "Acme Holdings", "external_id": "J-7"},
            {"name": "Acme Holdings", "number": "C-000001", "phone": "01632 960111"},
        ],
    )
    def test_known_one_is_updated(self, database: Database, same: dict[str, str]) -> None:
        """By number, external id, or the same name with the same phone or email."""
        add_customer(database, "Acme", phone="01632 960111", email="office@acme.example", external_id="J-7")
        [outcome] = imported(database, [given(2, **same, billing_city="Leeds")])
        assert (outcome.action.value, outcome.number) == ("updated", "C-000001")
        assert ("Billing city", "", "Leeds") in outcome.changes
        assert get(database, Customer, 1)["billing_city"] == "Leeds"

    def test_second_import_doubles_nothing(self, database: Database) -> None:
        records = [
            given(2, name="Acme", phone="01632 960111", parts={"contact": [BEA], "site": [YARD]}),
            given(3, name="Bolt", email="nobody", description="d" * 5_000),
            given(4, name="Cole", account="x" * 70, parts={"contact": [{"phone": "01632 960112"}]}),
        ]
        imported(database, records)
        before = dump(database)
        assert set(actions(imported(database, records))) <= {"unchanged", "skipped"}
        assert dump(database) == before

    def test_changed_export_updates(self, database: Database) -> None:
        imported(database, [given(2, name="Acme", external_id="7", parts={"contact": [BEA], "site": [YARD]})])
        new = {"contact": [{**BEA, "role": "Owner"}, {"first_name": "Cy"}], "site": [{**YARD, "city": "Leeds"}]}
        [outcome] = imported(database, [given(2, name="Acme", external_id="7", fax="01632 960113", parts=new)])
        assert (outcome.action.value, outcome.parts) == ("updated", {"contact": 1})
        assert [label for label, _, _ in outcome.changes] == ["Fax", "Bea Smith: Role", "Yard: City"]
        assert (Listing(database, Contact).total(), Listing(database, Site).total()) == (2, 1)
        assert get(database, Contact, 1)["role"] == "Owner"

    def test_empty_cell_empties_nothing(self, database: Database) -> None:
        add_customer(database, "Acme", phone="01632 960111", fax="01632 960112")
        imported(database, [given(2, name="Acme", phone="01632 960111", fax="", billing_city=" ")])
        assert get(database, Customer, 1)["fax"] == "01632 960112"

    def test_description_is_joined_not_replaced(self, database: Database) -> None:
        add_customer(database, "Acme", phone="01632 960111", description="Ring twice")
        imported(database, [given(2, name="Acme", phone="01632 960111", description="Gate code 4471")])
        text = get(database, Customer, 1)["description"]
        assert "Ring twice" in text
        assert "Gate code 4471" in text

    @pytest.mark.parametrize(
        ("way", "action", "city", "fax"),
        [
            ("skip", "skipped", "York", ""),
            ("fill", "filled", "York", "01632 960113"),
            ("update", "updated", "Leeds", "01632 960113"),
        ],
    )
    def test_ways(self, database: Database, way: str, action: str, city: str, fax: str) -> None:
        add_customer(database, "Acme", phone="01632 960111", billing_city="York")
        row = given(2, name="Acme", phone="01632 960111", billing_city="Leeds", fax="01632 960113")
        [outcome] = imported(database, [row], on_duplicate=way)
        stored = get(database, Customer, 1)
        assert (outcome.action.value, stored["billing_city"], stored["fax"]) == (action, city, fax)
        assert Listing(database, Customer).total() == 1

    def test_create_makes_another(self, database: Database) -> None:
        add_customer(database, "Acme", phone="01632 960111")
        assert actions(imported(database, named("Acme", phone="01632 960111"), on_duplicate="create")) == ["created"]
        assert Listing(database, Customer).total() == 2

    def test_ask_refuses_and_says_why(self, database: Database) -> None:
        add_customer(database, "Acme", phone="01632 960111")
        [acme, bolt] = imported(database, named("Acme", "Bolt"), on_duplicate="ask")
        assert (acme.action.value, bolt.action.value) == ("undecided", "created")
        assert acme.reason == "It may be there already: Acme (C-000001): same name."

    def test_same_name_alone_is_skipped_with_the_reason(self, database: Database) -> None:
        add_customer(database, "Acme")
        [outcome] = imported(database, named("ACME Ltd.", billing_city="Leeds"))
        assert outcome.action.value == "skipped"
        assert outcome.reason.startswith("It is there already: Acme (C-000001): same name")

    def test_skip_adds_no_text(self, database: Database) -> None:
        add_customer(database, "Acme", phone="01632 960111")
        row = given(2, name="Acme", phone="01632 960111", email="nonsense")
        [outcome] = imported(database, [row], on_duplicate="skip")
        assert (outcome.action.value, get(database, Customer, 1)["description"]) == ("skipped", "")
        assert outcome.mends[0].was == "nonsense"

    @pytest.mark.parametrize(
        "other", [{"phone": "01632 960222"}, {"email": "j@other.example"}, {"street": "7 Mill Lane"}]
    )
    def test_same_name_of_somebody_else_is_created(self, database: Database, other: dict[str, str]) -> None:
        """Two John Smiths with different phones, e-mails or streets are two people; the report names the other."""
        add_customer(
            database, "John Smith", phone="01632 960111", email="me@here.example", billing_street="1 High Street"
        )
        other = {"billing_street" if name == "street" else name: value for name, value in other.items()}
        [outcome] = imported(database, [given(2, name="John Smith", **other)])
        assert outcome.action.value == "created"
        assert [one.number for one in outcome.similar] == ["C-000001"]

    def test_shared_switchboard_is_no_duplicate(self, database: Database) -> None:
        add_customer(database, "Northgate Dental", phone="01632 960111")
        [outcome] = imported(database, named("Bolt Roofing", phone="01632 960111"))
        assert outcome.action.value == "created"
        assert outcome.similar[0].reasons == ("same phone",)

    @pytest.mark.parametrize("gap", [0, 500])
    def test_a_couple_a_firm_of_one_owner_and_flats_of_one_agent_are_several(
        self, database: Database, gap: int
    ) -> None:
        """They share a phone, and even an e-mail: each is created, and the one that it is like is named."""
        one = {"phone": "01632 960111", "email": "office@here.example", "billing_city": "Leeds"}
        two = {"phone": "01632 960222", "billing_city": "Leeds"}
        names = [("John Smith", two), ("Acme Plumbing Ltd", one)]
        others = [("Mary Smith", two), ("Acme Heating Ltd", one)]
        between = [(f"Customer {row} of many", {}) for row in range(gap)]
        rows = [given(row, name=name, **more) for row, (name, more) in enumerate([*names, *between, *others], 2)]
        told: list[Outcome] = []
        run(database, Customer, rows, told.append)
        assert set(actions(told)) == {"created"}
        assert [outcome.similar[0].name for outcome in told[-2:]] == ["John Smith", "Acme Plumbing Ltd"]
        assert set(actions(imported(database, [*rows[:2], *rows[-2:]]))) == {"unchanged"}

    def test_one_that_is_only_like_another_is_asked_about(self, database: Database) -> None:
        add_customer(database, "Flat 1 Mill House", phone="01632 960111")
        rows = named("Flat 2 Mill House", "Flat 3 Mill House", phone="01632 960111")
        assert actions(imported(database, rows, on_duplicate="ask")) == ["undecided", "undecided"]
        [asked] = imported(database, rows[:1], on_duplicate="ask")
        assert asked.reason.startswith("It may be there already: Flat 1 Mill House (C-000001): same phone")
        assert actions(imported(database, rows, on_duplicate="update")) == ["created", "created"]

    @pytest.mark.parametrize("way", ["update", "fill", "ask", ""])
    def test_two_that_are_the_same_stay_as_they_are(self, database: Database, way: str) -> None:
        """Nobody knows which one is meant, so neither gets the values, until the row has a number."""
        for _ in range(2):
            add_customer(database, "Twin Ltd", phone="01632 960111")
        row = given(2, name="Twin Ltd", phone="01632 960111", billing_city="Leeds")
        [outcome] = imported(database, [row], on_duplicate=way)
        assert outcome.action.value == "undecided"
        assert [one.number for one in outcome.similar] == ["C-000001", "C-000002"]
        assert [get(database, Customer, row_id)["billing_city"] for row_id in (1, 2)] == ["", ""]
        row.values["number"] = "C-000002"
        assert actions(imported(database, [row], on_duplicate="update")) == ["updated"]
        assert [get(database, Customer, row_id)["billing_city"] for row_id in (1, 2)] == ["", "Leeds"]

    def test_two_of_a_name_are_told_apart_by_what_else_is_equal(self, database: Database) -> None:
        for street in ("1 High Street", "7 Mill Lane"):
            add_customer(database, "John Smith", billing_street=street)
        row = given(2, name="John Smith", billing_street="7 Mill Lane", fax="01632 960333")
        [outcome] = imported(database, [row], on_duplicate="update")
        assert (outcome.action.value, outcome.number) == ("updated", "C-000002")

    def test_phone_of_a_contact_is_told(self, database: Database) -> None:
        add_contact(database, add_customer(database, "Acme"), phone="01632 960111")
        [outcome] = imported(database, named("Bea", phone="01632 960111"))
        assert outcome.action.value == "created"
        assert "contacts" in outcome.similar[0].reasons[0]

    def test_one_in_the_trash_stays_there(self, database: Database) -> None:
        trash.delete(database, Customer, add_customer(database, "Acme", phone="01632 960111"))
        [outcome] = imported(database, named("Acme", phone="01632 960111"))
        assert outcome.action.value == "skipped"
        assert "in the trash" in outcome.reason
        assert Listing(database, Customer).total() == 0

    def test_number_of_another_customer_is_told(self, database: Database) -> None:
        """A file from another database: its C-1 is not this one, and changes nothing of it."""
        add_customer(database, "Acme", phone="01632 960111")
        [outcome] = imported(database, [given(2, name="Zebra Crossings", number="C-000001", phone="01632 960222")])
        assert (outcome.action.value, outcome.number) == ("created", "C-000002")
        assert "C-000001 is another record here, Acme" in outcome.question
        assert get(database, Customer, 1)["name"] == "Acme"


class TestRowsAmongThemselves:
    def test_same_customer_twice_is_one(self, database: Database) -> None:
        rows = [
            given(2, name="Acme", phone="01632 960111"),
            given(3, name="Acme Ltd", phone="01632 960111", fax="01632 960112", parts={"contact": [BEA]}),
        ]
        [_, second] = imported(database, rows)
        assert second.action.value == "updated"
        assert (second.similar[0].row, get(database, Customer, 1)["fax"]) == (2, "01632 960112")
        assert (Listing(database, Customer).total(), Listing(database, Contact).total()) == (1, 1)

    def test_a_skipped_row_says_whether_it_has_more(self, database: Database) -> None:
        yard = {"site": [YARD]}
        rows = [
            given(2, name="Acme", billing_city="Leeds", parts=yard),
            given(3, name="Acme", parts=yard),
            given(4, name="Acme", website="acme.example"),
            given(5, name="Acme", parts={"site": [{**YARD, "name": "Depot"}]}),
        ]
        _, *later = imported(database, rows)
        assert [(each.action.value, each.differs) for each in later] == [
            ("skipped", False),
            ("skipped", True),
            ("skipped", True),
        ]

    def test_row_that_may_be_two_earlier_ones(self, database: Database) -> None:
        rows = [
            given(2, name="Twin Ltd", phone="01632 960111"),
            given(3, name="Twin Ltd", phone="01632 960222"),
            given(4, name="Twin Ltd", fax="01632 960333"),
        ]
        outcomes = imported(database, rows, on_duplicate="update")
        assert actions(outcomes) == ["created", "created", "undecided"]
        assert outcomes[2].reason.startswith("2 are the same as it: Twin Ltd (row 2), Twin Ltd (row 3).")

    def test_over_blocks(self, database: Database) -> None:
        """A later block meets the first one's customers in the database; the outcome is the same."""
        names = [f"Customer {row:04} of Testham" for row in range(600)]
        records = [given(row, name=name, account=f"K{row:05}") for row, name in enumerate(names, 2)]
        again = given(900, name=names[0], account="K00002", fax="01632 960112")
        told: list[Outcome] = []
        run(database, Customer, [*records, again], told.append)
        assert told[-1].action.value in ("updated", "skipped")
        assert told[-1].similar[0].name == names[0]
        assert Listing(database, Customer).total() == 600

    def test_two_of_one_database_stay_two(self, database: Database) -> None:
        """Records with numbers of their own are not joined, however alike they are: in a block and over blocks."""
        between = [given(row, name=f"Customer {row} of Testham", number=f"C-{row}") for row in range(2, 520)]
        twin = {"name": "Acme", "phone": "01632 960111"}
        rows = [given(1, **twin, number="C-1"), *between, given(600, **twin, number="C-600")]
        assert set(actions(imported(database, rows))) == {"created"}
        rows = [given(1, **twin, number="C-700"), given(2, **twin, number="C-701")]
        assert actions(imported(database, rows, on_duplicate="create")) == ["created", "created"]

    def test_two_rows_of_one_stored_customer_change_it_in_turn(self, database: Database) -> None:
        add_customer(database, "Acme", phone="01632 960111")
        rows = [
            given(2, name="Acme", phone="01632 960111", billing_city="Leeds"),
            given(3, name="Acme", phone="01632 960111", billing_city="York"),
        ]
        [_, second] = imported(database, rows)
        assert second.changes == (("Billing city", "Leeds", "York"),)
        assert get(database, Customer, 1)["billing_city"] == "York"


class TestAllOrNothing:
    def test_stop(self, database: Database) -> None:
        add_customer(database, "Before")
        before = dump(database)
        asked = iter([False, False, True])
        with pytest.raises(Refused, match=STOPPED):
            run(
                database,
                Customer,
                named(*(f"Customer {n}" for n in range(1_200))),
                lambda _: None,
                stop=lambda: next(asked),
            )
        assert dump(database) == before

    def test_file_that_breaks_off(self, database: Database) -> None:
        def broken() -> Iterator[SourceRecord]:
            yield from named(*(f"Customer {n}" for n in range(700)))
            raise Refused("The file ends in the middle of row 702.")

        with pytest.raises(Refused, match="row 702"):
            run(database, Customer, broken(), lambda _: None)
        assert Listing(database, Customer, trash=None).total() == 0

    def test_interrupted(self, database: Database) -> None:
        def interrupted() -> Iterator[SourceRecord]:
            yield from named(*(f"Customer {n}" for n in range(700)))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(database, Customer, interrupted(), lambda _: None)
        assert Listing(database, Customer, trash=None).total() == 0
        assert add_customer(database, "After") == 1

    def test_others_read_meanwhile(self, database: Database) -> None:
        """They see the state before, in the middle of the import."""
        add_customer(database, "Before")
        seen: list[int] = []

        def look(_done: int, _total: int) -> None:
            with closing(Database.open(database.path)) as other:
                seen.append(Listing(other, Customer).total())

        run(database, Customer, named(*(f"Customer {n} of Testham" for n in range(700))), lambda _: None, progress=look)
        assert seen == [1, 1]
        assert Listing(database, Customer).total() == 701

    def test_strict_takes_none_if_one_does_not_fit(self, database: Database) -> None:
        rows = [*named("Acme", "Bolt"), given(9, name="Cole", email="nonsense")]
        with pytest.raises(Refused, match="Nothing was imported: 1 records"):
            run(database, Customer, rows, lambda _: None, ImportOptions(is_strict=True))
        assert Listing(database, Customer, trash=None).total() == 0

    def test_progress_and_summary(self, database: Database) -> None:
        seen: list[tuple[int, int]] = []
        options = ImportOptions(expected=700, file_name="list.csv")
        result = run(
            database,
            Customer,
            named(*(f"Customer number {n} of Testham" for n in range(700))),
            lambda _: None,
            options,
            progress=lambda done, total: seen.append((done, total)),
        )
        assert seen == [(500, 700), (700, 700)]
        assert result.summary == "Imported 700 customers from list.csv"
        assert number(Customer, 700) == "C-000700"
