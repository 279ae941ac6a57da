"""Merging two customers: what moves, what stays, what is folded, and that one undo takes all of it back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Missing, Refused, Stale, Unusable
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.pair import Distinct
from capptro_tui.models.system.user import User
from capptro_tui.services.business import business_settings
from capptro_tui.services.duplicates import merge
from capptro_tui.services.duplicates.merge_values import differing
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.support import (
    BY,
    add,
    add_contact,
    add_customer,
    add_work_item,
    batches,
    dump,
    get,
    is_plain,
    is_sound,
    primaries,
    raw,
    whole,
)

KEEP, LOSE, THIRD = 1, 2, 3


def refused(database: Database, *arguments: Any, kind: type[Refused] = Refused, **options: Any) -> str:
    """The sentence with which a merge is refused; it must have touched nothing."""
    before, count = dump(database), batches(database)
    with pytest.raises(kind) as error:
        merge.merge(database, *arguments, **options)
    assert (dump(database), batches(database)) == (before, count)
    assert is_plain(error.value)
    return str(error.value)


class TestFields:
    def test_the_survivor_keeps_its_values_and_takes_those_it_lacks(self, two: Database) -> None:
        merge.merge(two, KEEP, LOSE)
        row = get(two, Customer, KEEP)
        assert (row["name"], row["phone"], row["email"]) == ("Acme Ltd", "01632 960123", "acme@example.com")

    def test_long_texts_of_both_are_kept(self, two: Database) -> None:
        merge.merge(two, KEEP, LOSE)
        assert get(two, Customer, KEEP)["description"] == "Ring twice.\n\nDog in the yard."

    @pytest.mark.parametrize(
        ("keep", "lose", "joined"),
        [
            ("Ring twice.", "  \n", "Ring twice."),
            ("", "Dog.", "Dog."),
            ("Dog. Ring twice.", "Ring twice.", "Dog. Ring twice."),
            ("Dog.", "Mind the Dog. Twice.", "Mind the Dog. Twice."),
        ],
    )
    def test_a_text_is_not_said_twice(self, database: Database, keep: str, lose: str, joined: str) -> None:
        for text in (keep, lose):
            add_customer(database, description=text)
        merge.merge(database, KEEP, LOSE)
        assert get(database, Customer, KEEP)["description"] == joined

    def test_what_was_picked_goes_before_all(self, two: Database) -> None:
        """A value of either, another one, or none; typed as in a form."""
        merge.merge(two, KEEP, LOSE, {"name": "Apex", "phone": "01632 960124", "email": "", "description": "Dog."})
        row = get(two, Customer, KEEP)
        assert [row[name] for name in ("name", "phone", "email", "description")] == [
            "Apex", "01632 960124", "", "Dog.",
        ]  # fmt: skip
        assert get(two, WorkItem, 2)["customer_name"] == "Apex"

    def test_what_was_picked_is_checked(self, two: Database) -> None:
        """Every problem at once, as in a form; the link that shows a merge is nobody's to set."""
        with pytest.raises(Invalid) as error:
            merge.merge(two, KEEP, LOSE, {"name": "", "email": "nobody"})
        assert {problem.field for problem in error.value.field_errors} == {"name", "email"}
        assert "no field" in refused(two, KEEP, LOSE, {"merged_into_id": THIRD}, kind=Invalid)
        assert "no field" in refused(two, KEEP, LOSE, {"nonsense": "x"}, kind=Invalid)

    def test_texts_that_do_not_fit_together_are_asked_about(self, database: Database) -> None:
        """Nothing is cut off; one of them can be picked."""
        for letter in "ab":
            add_customer(database, description=letter * 3000)
        assert "Pick one" in refused(database, KEEP, LOSE, kind=Invalid)
        merge.merge(database, KEEP, LOSE, {"description": "a" * 3000})
        assert get(database, Customer, KEEP)["description"] == "a" * 3000

    def test_custom_fields_of_both(self, database: Database) -> None:
        add_customer(database, custom_fields={"gate": "12", "key": "hall"})
        add_customer(database, custom_fields={"gate": "99", "dog": "yes"})
        merge.merge(database, KEEP, LOSE)
        assert get(database, Customer, KEEP)["custom_fields"] == '{"dog": "yes", "gate": "12", "key": "hall"}'

    def test_status_stays_the_survivors(self, two: Database) -> None:
        records.change(two, Customer, LOSE, {"status": "deactivated"})
        merge.merge(two, KEEP, LOSE)
        assert get(two, Customer, KEEP)["status"] == "active"

    def test_a_link_to_what_is_in_the_trash_is_not_taken(self, two: Database) -> None:
        user = add(two, User, login="eve", full_name="Eve")
        records.change(two, Customer, LOSE, {"assigned_user_id": user})
        with two.write("delete") as transaction:
            transaction.change(transaction.get(User, user), {"trashed": transaction.batch_id})
        merge.merge(two, KEEP, LOSE)
        assert get(two, Customer, KEEP)["assigned_user_id"] is None

    @pytest.mark.usefixtures("two")
    def test_differing_is_what_a_merge_decides(self, two: Database) -> None:
        """Each field in which they differ with both values and what the survivor gets unasked."""
        found = differing(Customer, get(two, Customer, KEEP), get(two, Customer, LOSE))
        assert {difference.field.name: (difference.proposed, difference.is_one_sided) for difference in found} == {
            "name": ("Acme Ltd", False),
            "phone": ("01632 960123", False),
            "email": ("acme@example.com", True),
            "description": ("Ring twice.\n\nDog in the yard.", False),
        }
        merge.merge(two, KEEP, LOSE)
        row = get(two, Customer, KEEP)
        assert all(row[difference.field.name] == difference.proposed for difference in found)


class TestWhatMoves:
    def test_contacts_and_work_items_also_those_in_the_trash(self, two: Database) -> None:
        merge.merge(two, KEEP, LOSE)
        for record in (Contact, WorkItem):
            assert {row["customer_id"] for row in dump(two)[record.info.name]} == {KEEP}
        assert {row["customer_name"] for row in dump(two)["work_item"]} == {"Acme Ltd"}
        trash.restore(two, WorkItem, 4)
        assert get(two, WorkItem, 4)["customer"] == "Acme Ltd"

    def test_the_same_person_is_folded(self, two: Database) -> None:
        """Bea keeps her role, takes the phone that she lacked, and the work of her double."""
        merge.merge(two, KEEP, LOSE)
        bea = get(two, Contact, 1)
        assert (bea["first_name"], bea["role"], bea["phone"]) == ("Bea", "Owner", "01632 960125")
        assert [row["contact_id"] for row in dump(two)["work_item"]] == [1, 1, 4, None]
        live = Listing(two, Contact, equal={"customer_id": KEEP}).rows(0, 10)
        assert {row["first_name"] for row in live} == {"Bea", "Cy", "Di"}

    def test_what_was_folded_is_in_the_trash_of_the_survivor(self, two: Database) -> None:
        """Nothing that it had is lost: it can be brought back, and is not the primary one then."""
        merge.merge(two, KEEP, LOSE)
        trash.restore(two, Contact, 3)
        assert (get(two, Contact, 3)["customer_id"], get(two, Contact, 3)["role"]) == (KEEP, "Boss")
        assert primaries(two, KEEP) == [1]

    def test_one_of_several_namesakes_is_not_guessed(self, two: Database) -> None:
        add_contact(two, KEEP, "Bea", last_name="Smith")
        merge.merge(two, KEEP, LOSE)
        assert get(two, Contact, 3)["trashed"] is None

    def test_one_stays_primary(self, two: Database) -> None:
        merge.merge(two, THIRD, LOSE)
        assert primaries(two, THIRD) == [3]
        merge.merge(two, KEEP, THIRD)
        assert primaries(two, KEEP) == [1]

    def test_a_folded_primary_makes_the_survivors_the_primary(self, two: Database) -> None:
        records.change(two, Contact, 1, {"is_primary": False})
        merge.merge(two, KEEP, LOSE)
        assert primaries(two, KEEP) == [1]

    def test_records_that_no_release_knows(self, database: Database, vehicle: Any) -> None:
        for name in ("Acme Ltd", "Acme"):
            add_customer(database, name)
        add(database, vehicle, customer_id=LOSE, plate="AB12 CDE")
        merge.merge(database, KEEP, LOSE)
        assert get(database, vehicle, 1)["customer_id"] == KEEP

    def test_the_default_customer(self, two: Database) -> None:
        """The survivor becomes it, where it can be."""
        business_settings.toggle_default(two, LOSE)
        done = merge.merge(two, KEEP, LOSE)
        assert business_settings.settings(two)["default_customer_id"] == KEEP
        assert done.notices == ("Acme Ltd is the default customer now.",)

    def test_a_deactivated_survivor_is_no_default_customer(self, two: Database) -> None:
        business_settings.toggle_default(two, LOSE)
        records.change(two, Customer, KEEP, {"status": "deactivated"})
        done = merge.merge(two, KEEP, LOSE)
        assert business_settings.settings(two)["default_customer_id"] is None
        assert done.notices == ("Acme Ltd is no longer the default customer.",)

    def test_who_is_different(self, two: Database) -> None:
        """What was said of the two goes; what was said of the one holds for the other, once."""
        merge.different(two, KEEP, LOSE)
        merge.different(two, THIRD, LOSE)
        merge.different(two, KEEP, THIRD)
        fourth = add_customer(two, "Fourth")
        merge.different(two, fourth, LOSE)
        merge.merge(two, KEEP, LOSE)
        assert [(row["low_id"], row["high_id"]) for row in dump(two)["distinct"]] == [(KEEP, THIRD), (KEEP, fourth)]

    def test_the_outcome_names_all_that_was_done(self, two: Database) -> None:
        done = merge.merge(two, KEEP, LOSE)
        assert (done.record, done.row_id) == (Customer, KEEP)
        assert done.summary == "Merged Acme (C-000002) into Acme Ltd (C-000001)"
        numbers = {change.number for change in done.changes}
        assert numbers == {
            "C-000001", "C-000002", "N-000001", "N-000003", "N-000004", "W-000002", "W-000003", "W-000004",
        }  # fmt: skip

    def test_a_dry_run_says_the_same_and_does_nothing(self, two: Database) -> None:
        before, count = dump(two), batches(two)
        planned = merge.merge(two, KEEP, LOSE, dry_run=True)
        assert (dump(two), batches(two)) == (before, count)
        assert merge.merge(two, KEEP, LOSE).changes == planned.changes


class TestRefused:
    def test_with_itself(self, two: Database) -> None:
        assert "itself" in refused(two, KEEP, KEEP)

    def test_unknown(self, two: Database) -> None:
        for ids in ((KEEP, 99), (99, KEEP)):
            assert "C-000099" in refused(two, *ids, kind=Missing)

    def test_in_the_trash(self, two: Database) -> None:
        trash.delete(two, Customer, THIRD)
        for ids in ((KEEP, THIRD), (THIRD, KEEP)):
            assert "in the trash" in refused(two, *ids)

    def test_merged_already(self, two: Database) -> None:
        merge.merge(two, KEEP, LOSE)
        for ids in ((KEEP, LOSE), (LOSE, KEEP), (LOSE, THIRD), (THIRD, LOSE)):
            assert "was merged into C-000001 already" in refused(two, *ids)

    @pytest.mark.parametrize("changed", [KEEP, LOSE])
    def test_changed_by_another_process_since_it_was_shown(self, two: Database, changed: int) -> None:
        """What the user has looked at is what is merged, or nothing is."""
        versions = get(two, Customer, KEEP)["version"], get(two, Customer, LOSE)["version"]
        other = Database.open(two.path, by=("bob", "Bob"))
        records.change(other, Customer, changed, {"email": "new@example.com"})
        other.close()
        assert "has been changed by bob" in refused(two, KEEP, LOSE, versions=versions, kind=Stale)

    def test_while_another_process_writes(self, two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """A busy database is said to be busy; a moment later the merge goes through."""
        from capptro_tui.db.connection import driver

        monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
        fresh = Database.open(two.path, by=BY, clock=two.clock)
        holder = driver.connect(two.path)
        holder.execute("BEGIN IMMEDIATE")
        try:
            before = raw(two.path, "SELECT * FROM customer")
            with pytest.raises(Unusable) as error:
                merge.merge(fresh, KEEP, LOSE)
            assert is_plain(error.value)
            assert raw(two.path, "SELECT * FROM customer") == before
        finally:
            holder.rollback()
            holder.close()
        assert merge.merge(fresh, KEEP, LOSE).changes
        fresh.close()

    def test_interrupted_in_the_middle(self, two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """ctrl+c leaves everything as it was."""
        before, count = whole(two), batches(two)

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(merge, "_move_distinct", interrupt)
        with pytest.raises(KeyboardInterrupt):
            merge.merge(two, KEEP, LOSE)
        assert (whole(two), batches(two)) == (before, count)


class TestDifferent:
    def test_it_is_remembered_once_and_can_be_undone(self, two: Database) -> None:
        before = whole(two)
        done = merge.different(two, LOSE, KEEP)
        assert done.touches(Distinct)
        assert done.summary == "Acme Ltd (C-000001) and Acme (C-000002) are different"
        with pytest.raises(Refused, match="already"):
            merge.different(two, KEEP, LOSE)
        undo.undo(two)
        assert whole(two) == before

    def test_one_customer_is_not_different_from_itself(self, two: Database) -> None:
        with pytest.raises(Refused) as error:
            merge.different(two, KEEP, KEEP)
        assert is_plain(error.value)


class TestUndo:
    def test_one_undo_takes_all_of_it_back(self, two: Database) -> None:
        """Every row of every table equals what it was, and redo equals what it had become."""
        business_settings.toggle_default(two, LOSE)
        merge.merge(two, LOSE, THIRD)
        merge.different(two, KEEP, LOSE)
        before = whole(two)
        merge.merge(two, KEEP, LOSE, {"name": "Apex", "status": "deactivated"})
        after = whole(two)
        assert after != before
        undo.undo(two)
        assert whole(two) == before
        undo.redo(two)
        assert whole(two) == after
        assert is_sound(two.path)

    def test_both_go_with_the_trash_and_come_back(self, database: Database) -> None:
        """The alias of a customer goes with it when the trash is emptied; redo removes both, undo brings both back."""
        keep, lose = add_customer(database, "One"), add_customer(database, "Two")
        merge.merge(database, keep, lose)
        trash.delete(database, Customer, keep)
        before = whole(database)
        trash.empty(database)
        after = whole(database)
        undo.undo(database)
        assert whole(database) == before
        undo.redo(database)
        assert whole(database) == after

    def test_later_work_on_the_survivor_is_asked_about(self, two: Database) -> None:
        """What was done since to what the merge had touched is listed, and overwritten only with a yes."""
        from capptro_tui.errors import Conflict

        done = merge.merge(two, KEEP, LOSE)
        records.change(two, Customer, KEEP, {"email": "later@example.com"})
        records.change(two, Customer, KEEP, {"area": "North"})
        with pytest.raises(Conflict) as conflict:
            undo.undo(two, done.batch)
        assert any("later@example.com" in text for text in conflict.value.conflicts)
        undo.undo(two, done.batch, force=True)
        assert (get(two, Customer, KEEP)["email"], get(two, Customer, KEEP)["area"]) == ("", "North")
        assert get(two, Customer, LOSE)["trashed"] is None

    def test_work_that_came_since_stays_with_the_survivor(self, two: Database) -> None:
        done = merge.merge(two, KEEP, LOSE)
        late = add_work_item(two, KEEP, "Late")
        undo.undo(two, done.batch)
        assert get(two, WorkItem, late)["customer_id"] == KEEP
        assert get(two, WorkItem, 2)["customer_id"] == LOSE


FIELDS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Acme", "Acme Ltd", "株式会社"]),
        "phone": st.sampled_from(["", "01632 960123", "01632 960124"]),
        "description": st.sampled_from(["", "one", "two", "one and two", " \n"]),
        "billing_lat": st.sampled_from([None, 0.0, 51.5]),
    }
)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "first_name": st.sampled_from(["Bea", "B.", "Ann"]),
            "last_name": st.sampled_from(["", "Smith"]),
            "phone": st.sampled_from(["", "01632 960123", "01632 960124"]),
            "is_primary": st.booleans(),
        }
    ),
    max_size=4,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keep=FIELDS, lose=FIELDS, ours=PEOPLE, theirs=PEOPLE)
def test_nothing_is_lost_and_all_comes_back(
    database: Database, keep: dict[str, Any], lose: dict[str, Any], ours: list[Any], theirs: list[Any]
) -> None:
    """Whatever two customers hold: each value is the survivor's or, where that was empty, the other's; every contact
    and piece of work is the survivor's; and undo gives every row back."""
    ids = [add_customer(database, **values) for values in (keep, lose)]
    for owner, people in zip(ids, (ours, theirs), strict=True):
        for person in people:
            add_work_item(database, owner, contact_id=add_contact(database, owner, **person))
    before = whole(database)
    done: WriteResult = merge.merge(database, ids[0], ids[1])
    row = get(database, Customer, ids[0])
    for name in ("name", "phone", "billing_lat"):
        assert row[name] == (keep[name] if keep[name] not in (None, "") else lose[name])
    for values in (keep, lose):
        assert values["description"].strip() in row["description"]
    moved = [one for one in dump(database)["work_item"] if one["customer_id"] in ids]
    assert len(moved) == len(ours) + len(theirs)
    assert {one["customer_id"] for one in moved} <= {ids[0]}
    live = {one["id"] for one in dump(database)["contact"] if one["trashed"] is None and one["customer_id"] == ids[0]}
    assert {one["contact_id"] for one in moved} <= live
    assert len(primaries(database, ids[0])) <= 1
    undo.undo(database, done.batch)
    assert whole(database) == before
