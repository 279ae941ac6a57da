"""The default customer: set, taken back, and lost with the customer."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Invalid, Refused
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.business import business_settings
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import bulk, records, status
from tests.support import add_customer, dump, is_plain, is_sound


def default(database: Database) -> int | None:
    """The default customer's id."""
    row = business_settings.default_customer(database)
    return row and row["id"]


def test_there_is_none_at_first(database: Database) -> None:
    """Nobody has chosen."""
    assert business_settings.default_customer(database) is None


def test_key_sets_it_and_takes_it_back(database: Database) -> None:
    """`f` on a customer, and `f` again."""
    customer = add_customer(database)
    business_settings.toggle_default(database, customer)
    assert default(database) == customer
    business_settings.toggle_default(database, customer)
    assert default(database) is None


def test_another_one_replaces_it(database: Database) -> None:
    """There is one; one undo brings the earlier one back."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    business_settings.toggle_default(database, one)
    business_settings.toggle_default(database, other)
    assert default(database) == other
    undo.undo(database)
    assert default(database) == one


def test_settings_take_only_an_active_one(database: Database) -> None:
    """A form or a script sets it like any other field: who is switched off is refused there, too."""
    customer = add_customer(database, "Acme")
    status.deactivate(database, Customer, customer)
    with pytest.raises(Invalid) as error:
        records.change(database, Settings, 1, {"default_customer_id": customer})
    assert [problem.field for problem in error.value.field_errors] == ["default_customer_id"]
    assert is_plain(error.value)
    assert default(database) is None


def test_delete_clears_it_with_a_notice(database: Database) -> None:
    """The customer that is gone is not offered on new work; people are told so."""
    customer = add_customer(database, "Acme")
    business_settings.toggle_default(database, customer)
    done = trash.delete(database, Customer, customer)
    assert done.notices == ("Acme is no longer the default customer.",)
    assert done.touches(Settings)
    assert default(database) is None


def test_delete_of_several_says_so_once(database: Database) -> None:
    """The notice names the one of them that was the default customer."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    business_settings.toggle_default(database, one)
    done = trash.delete_many(database, [(Customer, other), (Customer, one)])
    assert done.notices == ("One is no longer the default customer.",)
    assert default(database) is None


def test_change_of_several_one_by_one_says_so_once(database: Database) -> None:
    """The notice is the same where each row is changed by itself."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    business_settings.toggle_default(database, one)
    done = bulk.change(database, Customer, [one, other], {"status": "deactivated", "currency": "EUR"})
    assert done.notices == ("One is no longer the default customer.",)
    assert default(database) is None


def test_delete_of_another_says_nothing(database: Database) -> None:
    """The notice is for the default customer only."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    business_settings.toggle_default(database, one)
    assert trash.delete(database, Customer, other).notices == ()
    assert default(database) == one


@pytest.mark.parametrize("way_back", ["undo", "restore"])
def test_it_comes_back_with_the_customer(database: Database, way_back: str) -> None:
    """By undo and by restore from the trash alike."""
    customer = add_customer(database)
    business_settings.toggle_default(database, customer)
    before = dump(database)
    trash.delete(database, Customer, customer)
    if way_back == "undo":
        undo.undo(database)
        assert dump(database) == before
    else:
        trash.restore(database, Customer, customer)
    assert default(database) == customer


def test_restore_leaves_a_new_choice_alone(database: Database) -> None:
    """Another default chosen meanwhile stays."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    business_settings.toggle_default(database, one)
    trash.delete(database, Customer, one)
    business_settings.toggle_default(database, other)
    trash.restore(database, Customer, one)
    assert default(database) == other


def test_deactivation_ends_it(database: Database) -> None:
    """A deactivated customer stops being the default, with a notice; undo brings it back."""
    customer = add_customer(database, "Acme")
    business_settings.toggle_default(database, customer)
    done = records.change(database, Customer, customer, {"status": "deactivated"})
    assert default(database) is None
    assert "Acme is no longer the default customer." in done.notices
    undo.undo(database)
    assert default(database) == customer


LATER = {
    "deleted": lambda database, customer: trash.delete(database, Customer, customer),
    "deactivated": lambda database, customer: status.deactivate(database, Customer, customer),
}


@pytest.mark.parametrize("later", LATER)
def test_undo_does_not_make_it_one_that_is_not_active(database: Database, later: str) -> None:
    """Its end is undone after the customer has gone: that asks, and then leaves it ended."""
    customer = add_customer(database)
    business_settings.toggle_default(database, customer)
    ended = business_settings.toggle_default(database, customer).batch
    LATER[later](database, customer)
    with pytest.raises(Conflict) as refused:
        undo.undo(database, ended)
    assert all(is_plain(text) for text in refused.value.conflicts)
    undo.undo(database, ended, force=True)
    assert default(database) is None
    assert is_sound(database.path)


def test_undo_that_makes_it_inactive_ends_it(database: Database) -> None:
    """The customer was made active and then the default: taking back the first asks, and then takes both."""
    customer = add_customer(database)
    status.deactivate(database, Customer, customer)
    activated = records.change(database, Customer, customer, {"status": "active"}).batch
    business_settings.toggle_default(database, customer)
    with pytest.raises(Conflict):
        undo.undo(database, activated)
    undo.undo(database, activated, force=True)
    assert default(database) is None
    assert is_sound(database.path)


@pytest.mark.parametrize("state", ["in the trash", "deactivated", "unknown"])
def test_only_an_active_customer_can_be_it(database: Database, state: str) -> None:
    """New work would start with a customer that pickers hide."""
    customer = add_customer(database)
    if state == "in the trash":
        trash.delete(database, Customer, customer)
    elif state == "deactivated":
        records.change(database, Customer, customer, {"status": "deactivated"})
    else:
        customer = 99
    with pytest.raises(Refused) as refused:
        business_settings.toggle_default(database, customer)
    assert is_plain(refused.value)
    assert default(database) is None
