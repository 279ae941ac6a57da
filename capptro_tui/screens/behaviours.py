"""Differences between record types in lists, forms and the palette, found by the record type's name.

The pages of record types are in `screens/routes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.services.business.business_settings import default_customer

if TYPE_CHECKING:
    from capptro_tui.services.search.listing import Listing

_MOST_MONTHS = 12


def _start_with_nothing(_database: Database, _given: Mapping[str, Any]) -> dict[str, Any]:
    """Return no start values."""
    return {}


def _start_with_default_customer(database: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the default customer, until another one is chosen."""
    default = default_customer(database) if "customer_id" not in given else None
    return {"customer_id": default["id"]} if default else {}


def _compare_nothing(_field: Field) -> bool:
    """Return that a field shows no duplicates."""
    return False


def _compare_customers(field: Field) -> bool:
    """Return whether a field of a customer may show duplicates."""
    return field.is_compared or field.name.startswith("billing_")


def _count_by_month(submissions: Listing) -> list[tuple[str, int]]:
    """Return the last months with the number of submissions in each."""
    from capptro_tui.models.types.moment_texts import month_text  # late, for the start
    from capptro_tui.services.submissions.counting import count_list_by_month

    return [(month_text(one.month), one.total) for one in count_list_by_month(submissions)[:_MOST_MONTHS]]


@dataclass(frozen=True, slots=True)
class ScreenBehaviour:
    """The peculiarities of a record type on the screens.

    Attributes:
        find_hint: advice in the empty search field of its list.
        first_hint: advice in a list without records.
        list_actions: actions of its list that other lists do not have.
        searched_as: field of a new record that gets the text that was searched for; "" for none.
        is_offered: whether the palette has a command for a new one.
        is_attached: whether a new one on a page is an attached file.
        follows_its_own: whether a new one that is made on the page of another one belongs to the same records.
        start: returns further start values of a new record; takes those that it has.
        checks_duplicates: whether the form looks for duplicates.
        compares: returns whether the duplicates depend on a field.
        changes_pairs: whether a change of a record may make or end a pair of possible duplicates.
        count: returns counts of the records in a list, label and number, to show above it. Called in a thread. None
            for none.
    """

    find_hint: str = "Press / and type any part of it"
    first_hint: str = "Press n to add the first one."
    list_actions: frozenset[str] = frozenset()
    searched_as: str = ""
    is_offered: bool = True
    is_attached: bool = False
    follows_its_own: bool = False
    start: Callable[[Database, Mapping[str, Any]], dict[str, Any]] = _start_with_nothing
    checks_duplicates: bool = False
    compares: Callable[[Field], bool] = _compare_nothing
    changes_pairs: bool = False
    count: Callable[[Listing], list[tuple[str, int]]] | None = None


BEHAVIOURS = {
    "customer": ScreenBehaviour(
        find_hint="Press / and type a name, number, phone, email or contact",
        list_actions=frozenset({"default", "merge", "duplicates"}),
        searched_as="name",
        checks_duplicates=True,
        compares=_compare_customers,
        changes_pairs=True,
    ),
    "contact": ScreenBehaviour(changes_pairs=True),
    "work_item": ScreenBehaviour(follows_its_own=True, start=_start_with_default_customer),
    # A document comes from a file.
    "attachment": ScreenBehaviour(
        first_hint="A on the page of a record attaches one to it.", is_offered=False, is_attached=True
    ),
    # A form is made in the list of forms.
    "public_form": ScreenBehaviour(is_offered=False),
    # A submission is received.
    "submission": ScreenBehaviour(
        first_hint="They come from the inbox that Settings name, or by “capptro submissions add”.",
        is_offered=False,
        count=_count_by_month,
    ),
    # A user is made in the list of users.
    "user": ScreenBehaviour(is_offered=False),
}
"""Record type's name to its peculiarities, for those that have any."""

PAIRS_DEPEND_ON = frozenset(name for name, behaviour in BEHAVIOURS.items() if behaviour.changes_pairs)
"""Names of the record types that have a part in the pairs of possible duplicates."""

_USUAL = ScreenBehaviour()


def screen_behaviour(record: RecordType) -> ScreenBehaviour:
    """Return the peculiarities of a record type on the screens."""
    return BEHAVIOURS.get(record.info.name, _USUAL)
