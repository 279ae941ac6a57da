"""A list as a window: what a filter finds, in which order, and never more rows than asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.support import BY, HOSTILE, Fill, add, add_contact, add_customer, add_work_item


def names(database: Database, text: str = "", **options: object) -> list[str]:
    """The names of the customers that a list shows."""
    return [row["name"] for row in Listing(database, Customer, text, **options).rows(0, 100)]  # type: ignore[arg-type]


def titles(database: Database, text: str = "", **options: object) -> list[str]:
    """The titles of the work items that a list shows."""
    return [row["title"] for row in Listing(database, WorkItem, text, **options).rows(0, 100)]  # type: ignore[arg-type]


class TestOrder:
    def test_customers_by_name(self, database: Database) -> None:
        """Without regard to case, accents and legal forms."""
        for name in ("zebra Ltd", "Émile", "apple", "Bolt", "The Ark"):
            add_customer(database, name)
        assert names(database) == ["apple", "The Ark", "Bolt", "Émile", "zebra Ltd"]
        assert names(database, sort="name", descending=True) == ["zebra Ltd", "Émile", "Bolt", "The Ark", "apple"]

    def test_work_items_newest_first(self, database: Database) -> None:
        """They have no name to go by."""
        for title in ("First", "Second", "Third"):
            add_work_item(database, title=title)
        assert titles(database) == ["Third", "Second", "First"]

    @pytest.mark.parametrize("field", ["account", "phone", "email", "contact_name", "billing_city", "billing_lat"])
    @pytest.mark.parametrize("descending", [False, True])
    def test_empty_values_come_last(self, database: Database, field: str, descending: bool) -> None:
        """Whichever way the column is sorted, what is filled in comes first."""
        values = {
            "phone": ("01632 960111", "01632 960222"),
            "email": ("a@example.com", "B@example.com"),
            "billing_lat": (-10.5, 9),
        }.get(field, ("alpha", "Beta"))
        add_customer(database, "Empty")
        add_customer(database, "High", **{field: values[1]})
        add_customer(database, "Low", **{field: values[0]})
        wanted = ["High", "Low", "Empty"] if descending else ["Low", "High", "Empty"]
        assert names(database, sort=field, descending=descending) == wanted

    @pytest.mark.parametrize("descending", [False, True])
    def test_by_customer(self, database: Database, descending: bool) -> None:
        """By the customer's name, a lost link by the name that was kept, work for nobody last."""
        add_work_item(database, None, "nobody's")
        for name in ("Bolt", "acorn", "Cog"):
            add_work_item(database, add_customer(database, name), f"{name}'s")
        trash.delete(database, Customer, 1)
        found = titles(database, sort="customer_id", descending=descending)
        wanted = ["acorn's", "Bolt's", "Cog's"]
        assert found == [*(reversed(wanted) if descending else wanted), "nobody's"]

    NUMBERED: ClassVar = ["Job", "Job 2 a", "Job 9", "job 10", "Job 010 b", "Job 100", "Job x"]

    @pytest.mark.parametrize("descending", [False, True])
    def test_numbers_in_texts_by_their_size(self, database: Database, descending: bool) -> None:
        """Job 9 before Job 10, in every list of texts and in the customers' own order, page by page."""
        wanted = self.NUMBERED[::-1] if descending else self.NUMBERED
        for name in sorted(self.NUMBERED):
            customer = add_customer(database, name, account=name)
            add_work_item(database, customer, name)
            add(database, Site, customer_id=customer, name=name, street=name)
            add(database, Asset, customer_id=customer, name="A", serial_number=name)
        assert names(database) == self.NUMBERED
        for record, sort in (
            (Customer, "name"), (Customer, "account"), (WorkItem, "title"), (Site, "name"), (Site, "street"),
            (Asset, "serial_number"), (WorkItem, "customer_id"),
        ):  # fmt: skip
            shown = {"customer_id": "customer"}.get(sort, sort)
            listing = Listing(database, record, sort=sort, descending=descending)
            assert [row[shown] for row in listing.rows(0, 100)] == wanted, sort
            again = Listing(database, record, sort=sort, descending=descending)
            assert [row[shown] for start in (5, 2, 0, 6) for row in again.rows(start, 1)] == [
                wanted[start] for start in (5, 2, 0, 6)
            ]

    def test_numbers_in_texts_follow_what_is_written(self, database: Database) -> None:
        """Changed one by one or many at once, and taken back."""
        first, second = (add_work_item(database, title=title) for title in ("Job 9", "Job 10"))
        records.change(database, WorkItem, first, {"title": "Job 11"})
        assert titles(database, sort="title") == ["Job 10", "Job 11"]
        with database.write("change") as transaction:
            transaction.change_many(WorkItem, [second], {"title": "Job 100"})
        assert titles(database, sort="title") == ["Job 11", "Job 100"]
        undo.undo(database)
        assert titles(database, sort="title") == ["Job 10", "Job 11"]

    @pytest.mark.parametrize("typed", ["job", "job 1"])
    def test_hits_of_a_search_by_the_size_of_their_numbers(self, database: Database, typed: str) -> None:
        for place in reversed(range(150)):
            add_customer(database, f"Job {place}")
        found = names(database, typed)
        assert found == [f"Job {place}" for place in range(150) if f"Job {place}".lower().startswith(typed)][:100]

    def test_reads_pages_from_an_index(self, database: Database) -> None:
        """Neither sorted nor counted through: a million rows take no longer."""
        for name in ("Job 9", "Job 10"):
            add_customer(database, name, account=name)
        for sort in ("name", "account"):
            seen: list[str] = []
            with database.reading() as connection:
                connection.set_trace_callback(seen.append)
                Listing(database, Customer, sort=sort).rows(0, 5)
                connection.set_trace_callback(None)
            query = next(one for one in seen if "ORDER BY" in one)
            steps = [row["detail"] for row in database.select(f"EXPLAIN QUERY PLAN {query}")]
            assert len(steps) == 1
            assert "ix_customer_list_" in steps[0]

    def test_states_in_their_own_order(self, database: Database) -> None:
        """New before scheduled before cancelled, not by the alphabet."""
        for status in ("cancelled", "in_progress", "new", "completed", "on_hold", "scheduled"):
            add_work_item(database, title=status, status=status)
        wanted = ["new", "scheduled", "in_progress", "on_hold", "completed", "cancelled"]
        assert titles(database, sort="status") == wanted
        assert titles(database, sort="status", descending=True) == wanted[::-1]

    def test_by_time(self, database: Database) -> None:
        """Earliest first, unscheduled last."""
        add_work_item(database, title="whenever")
        add_work_item(database, title="later", scheduled_start="2026-04-01 8:00")
        add_work_item(database, title="sooner", scheduled_start="2026-03-31 18:00")
        assert titles(database, sort="scheduled_start") == ["sooner", "later", "whenever"]

    @pytest.mark.parametrize("record", [Customer, Contact, WorkItem], ids=lambda record: record.info.name)
    def test_every_column_sorts(self, sample: Database, record: RecordType) -> None:
        """Both ways, each row once."""
        everyone = {row["id"] for row in Listing(sample, record).rows(0, 1000)}
        for field in record.fields.values():
            for descending in (False, True):
                rows = Listing(sample, record, sort=field.name, descending=descending).rows(0, 1000)
                assert len(rows) == len(everyone)
                assert {row["id"] for row in rows} == everyone

    def test_equal_values_keep_one_order(self, sample: Database) -> None:
        """So that pages neither overlap nor leave rows out."""
        listing = Listing(sample, Customer, sort="status")
        pages = [row["id"] for start in range(0, listing.total(), 7) for row in listing.rows(start, 7)]
        assert pages == [row["id"] for row in listing.rows(0, 1000)]


def fill_customers(database: Database) -> None:
    acme = add_customer(
        database, "Acme Roofing Ltd", account="AC-0077", phone="(01632) 960 123", email="office@acme.example.com"
    )
    add_contact(database, acme, "Zoë", last_name="O'Brien", email="zoe@mail.example.org", phone="+44 7700 900123")
    add_customer(database, "Café Müller GmbH", alt_phone="+49 30 901820", external_id="X 100")
    add_customer(database, "Société Générale d'Électricité")
    add_customer(database, "Bolt & Nut", contact_name="Søren Ångström")
    add_customer(database, "שלום בע״מ")
    add_customer(database, "🍕 Pizza Palace")
    add_customer(database, "Fifty 50% Off_Season!")
    add_customer(database, "Fifty 500 Offbeat")


class TestFilter:
    @pytest.fixture
    def database(self, filled: Callable[[Fill], Database]) -> Database:
        return filled(fill_customers)

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("acme", "Acme Roofing Ltd"),
            ("roofing acme", "Acme Roofing Ltd"),
            ("ltd roof", "Acme Roofing Ltd"),
            ("oofin", "Acme Roofing Ltd"),
            ("ACME   ROOFING LIMITED".replace("LIMITED", "Ltd."), "Acme Roofing Ltd"),
            ("cafe", "Café Müller GmbH"),
            ("mul", "Café Müller GmbH"),
            ("CAFÉ MÜLLER", "Café Müller GmbH"),
            ("cafe\u0301", "Café Müller GmbH"),
            ("generale electricite", "Société Générale d'Électricité"),
            ("bolt and nut", "Bolt & Nut"),
            ("nut & bolt", "Bolt & Nut"),
            ("soren", "Bolt & Nut"),
            ("angstrom", "Bolt & Nut"),
            ("שלום", "שלום בע״מ"),
            ("🍕 pizza", "🍕 Pizza Palace"),
            ("C-2", "Café Müller GmbH"),
            ("c000002", "Café Müller GmbH"),
            ("AC-0077", "Acme Roofing Ltd"),
            ("ac0077", "Acme Roofing Ltd"),
            ("x100", "Café Müller GmbH"),
            ("01632 960123", "Acme Roofing Ltd"),
            ("+44 (0)1632 960-123", "Acme Roofing Ltd"),
            ("00441632960123", "Acme Roofing Ltd"),
            ("960123", "Acme Roofing Ltd"),
            ("01632", "Acme Roofing Ltd"),
            ("030 901820", "Café Müller GmbH"),
            ("07700 900123", "Acme Roofing Ltd"),
            ("office@acme.example.com", "Acme Roofing Ltd"),
            ("OFFICE@", "Acme Roofing Ltd"),
            ("@acme.ex", "Acme Roofing Ltd"),
            ("zoe@mail", "Acme Roofing Ltd"),
            ("zoe", "Acme Roofing Ltd"),
            ("obrien", "Acme Roofing Ltd"),
            ("O'Brien", "Acme Roofing Ltd"),
            ("zoë acme", "Acme Roofing Ltd"),
        ],
    )
    def test_finds(self, database: Database, typed: str, name: str) -> None:
        """By any part of name, number, account, phone in any format, email or contact; the one meant comes first."""
        assert names(database, typed)[0] == name

    @pytest.mark.parametrize(
        ("typed", "name"), [("acme rofing", "Acme Roofing Ltd"), ("mueler", "Café Müller GmbH"), ("piza", "🍕 Pizza")]
    )
    def test_forgives_a_slip(self, database: Database, typed: str, name: str) -> None:
        """A letter too few or too many still finds the name."""
        assert any(found.startswith(name) for found in names(database, typed))

    @pytest.mark.parametrize("sign", "%_!")
    def test_wildcards_are_plain_signs(self, database: Database, sign: str) -> None:
        """What means anything in LIKE means only itself in a search."""
        for other in "%_!x":
            add_customer(database, f"Wow {other}", email=f"wow{other}1@mail.example.net")
        found = Listing(database, Customer, f"ow{sign}1@mail")
        assert [row["name"] for row in found.rows(0, len(found.ids()))] == [f"Wow {sign}"]
        assert Listing(database, Customer, f"w{sign}w%1@mail").ids() == []
        assert Listing(database, Customer, f"5{sign}%0").ids() == []

    @pytest.mark.parametrize("typed", ["%", "_", "!", "%%", "__", "!!", "!%", "%acme%", "!_"])
    def test_wildcards_alone_find_not_everything(self, database: Database, typed: str) -> None:
        """A lone per cent sign is not a search for all customers."""
        assert len(names(database, typed)) < 8

    def test_one_letter_begins_a_word(self, database: Database) -> None:
        """`b` is for Bolt, not for every name with a b in it."""
        assert names(database, "b")[0] == "Bolt & Nut"
        assert "Acme Roofing Ltd" in names(database, "r")
        assert "Acme Roofing Ltd" not in names(database, "g")

    @pytest.mark.parametrize(
        "typed",
        [
            "'", '"', '"acme', "acme*", "NEAR(acme roofing)", "acme AND", "OR", "name:acme", "-acme", "^acme", "(", ")",
            "01-23", "bob@x.com", "acme; DROP TABLE customer", "\x00", "\ud800", "[/]", "\\", "?!.,;:", "---", "🍕",
            "👩‍👩‍👧‍👦", "\u202e", "@", "@@", "+", "C-", "C-99999999999999999999", "9" * 200, "a" * 10_000,
            "a b " * 3000, "%" * 10_000, *HOSTILE,
        ],
    )  # fmt: skip
    def test_anything_may_be_typed(self, database: Database, typed: str) -> None:
        """No error and no more rows than there are; the customers are still there afterwards."""
        found = Listing(database, Customer, typed)
        rows = found.rows(0, 100)
        assert len(rows) == found.total() <= 8
        assert len(found.rows(0, 1)) <= 1
        assert len(names(database)) == 8

    def test_spaces_are_no_filter(self, database: Database) -> None:
        """Nothing typed shows everybody."""
        assert len(names(database, "   ")) == 8

    def test_only_signs_find_nobody_rather_than_everybody(self, database: Database) -> None:
        """A filter that means nothing shows an empty list."""
        assert names(database, "\u200b") == []

    def test_word_in_customer_and_word_in_contact(self, database: Database) -> None:
        """Each word may stand elsewhere; both must stand somewhere."""
        assert names(database, "roofing zoe") == ["Acme Roofing Ltd"]
        assert "Acme Roofing Ltd" not in names(database, "roofing soren")

    def test_contact_in_the_trash_finds_nobody(self, database: Database) -> None:
        """Who has left does not lead to the customer."""
        trash.delete(database, Contact, 1)
        assert Listing(database, Customer, "zoe@mail").ids() == []

    def test_best_first(self, database: Database) -> None:
        """The whole name, then names that begin so, then words that do, then the rest."""
        for name in ("Newcastle Roof", "Castle", "The Old Castle", "Castle Bakery", "Castleford"):
            add_customer(database, name)
        found = names(database, "castle")
        assert found[0] == "Castle"
        assert set(found[1:3]) == {"Castle Bakery", "Castleford"}
        assert found[3:5] == ["The Old Castle", "Newcastle Roof"]

    def test_work_item_by_its_customer(self, database: Database) -> None:
        """By the customer's name and phone, also after the link is lost."""
        add_work_item(database, 1, "Mend roof")
        assert titles(database, "acme") == ["Mend roof"]
        assert titles(database, "960123") == ["Mend roof"]
        trash.delete(database, Customer, 1)
        assert titles(database, "acme") == ["Mend roof"]


class TestWindow:
    def test_deactivated_customers_can_be_left_out(self, database: Database) -> None:
        """Pickers and the default view show the active ones."""
        add_customer(database, "Acme")
        gone = add_customer(database, "Acme Two")
        records.change(database, Customer, gone, {"status": "deactivated"})
        assert names(database, "acme", equal={"status": "active"}) == ["Acme"]
        assert names(database, equal={"status": ("active", "deactivated")}) == ["Acme", "Acme Two"]

    def test_contacts_of_one_customer(self, database: Database) -> None:
        """The work item form's contact list."""
        one, other = add_customer(database, "One"), add_customer(database, "Other")
        mine, _ = add_contact(database, one), add_contact(database, other)
        assert [row["id"] for row in Listing(database, Contact, equal={"customer_id": one}).rows(0, 9)] == [mine]
        assert Listing(database, WorkItem, equal={"customer_id": None}).total() == 0

    def test_trash_is_a_list_of_its_own(self, database: Database) -> None:
        """What is in it is nowhere else, also for a filter and its slips."""
        add_customer(database, "Acme")
        gone = add_customer(database, "Acme Two")
        trash.delete(database, Customer, gone)
        assert names(database, "acme") == ["Acme"]
        assert names(database, "acm two") == ["Acme"] or names(database, "acm two") == []
        assert names(database, trash=True) == ["Acme Two"]
        assert names(database, trash=None) == ["Acme", "Acme Two"]

    def test_reads_anew_each_time(self, database: Database) -> None:
        """A list that is open shows what was written since."""
        listing = Listing(database, Customer)
        assert listing.total() == 0
        add_customer(database)
        assert (listing.total(), len(listing.rows(0, 10))) == (1, 1)

    def test_reads_guesses_anew_too(self, database: Database) -> None:
        """Also the names that are only like what was typed: none that has gone to the trash meanwhile."""
        customer = add_customer(database, "Harbour Pilots")
        listing = Listing(database, Customer, "harbor")
        assert [row["id"] for row in listing.rows(0, 10)] == [customer]
        trash.delete(database, Customer, customer)
        assert (listing.rows(0, 10), listing.total()) == ([], 0)

    def test_past_the_end(self, sample: Database) -> None:
        """Nothing, not an error."""
        assert Listing(sample, Customer).rows(10_000, 10) == []
        assert Listing(sample, Customer, "a").rows(10_000, 10) == []

    def test_guesses_come_page_by_page(self, database: Database) -> None:
        """Names that are only like what was typed, as many as asked for, each once, as many as the total says."""
        for name in ("Harbour Inn", "Harbour Pilots", "Harbour Lights", "Zenith"):
            add_customer(database, name)
        listing = Listing(database, Customer, "harbor")
        pages = [[row["name"] for row in listing.rows(start, 1)] for start in range(4)]
        assert (listing.ids(), listing.total()) == ([], 3)
        assert [len(page) for page in pages] == [1, 1, 1, 0]
        assert len({name for page in pages for name in page}) == 3

    def test_links_come_with_their_names(self, database: Database) -> None:
        """A row of a list can be drawn without asking again."""
        customer = add_customer(database, "Acme")
        contact = add_contact(database, customer, "Bea", last_name="Ward")
        add_work_item(database, customer, contact_id=contact, assigned_user_id=1)
        [row] = Listing(database, WorkItem).rows(0, 1)
        assert (row["customer"], row["contact"], row["assigned_user"]) == ("Acme", "Bea Ward", "Ann Example")


WORDS = st.sampled_from(
    ["ltd", "harbour", "harbor", "a", "e", "müller", "01632", "+44", "c-1", "@", "the", "%", "44", "servces", "bakry"]
)
TYPED = st.lists(WORDS | st.text(max_size=6), max_size=3).map(" ".join) | st.text(max_size=20)


@pytest.fixture(scope="module")
def shared_sample(sample_file: Path) -> Iterator[Database]:
    """The sample business, only to be read."""
    opened = Database.open(sample_file, by=BY)
    yield opened
    opened.close()


@given(typed=TYPED, start=st.integers(0, 50), count=st.integers(0, 60), record=st.sampled_from([Customer, WorkItem]))
def test_windows_of_any_search_fit_together(
    shared_sample: Database, typed: str, start: int, count: int, record: RecordType
) -> None:
    """Never more rows than asked, each once, the same as in the whole list, as many as the total says."""
    listing = Listing(shared_sample, record, typed)
    whole = [row["id"] for row in listing.rows(0, 1000)]
    assert listing.total() == len(whole) == len(set(whole))
    window = [row["id"] for row in Listing(shared_sample, record, typed).rows(start, count)]
    assert window == whole[start : start + count]
