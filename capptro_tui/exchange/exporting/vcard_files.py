"""Write customers with their contacts, or contacts alone, as a file of vCards."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from capptro_tui.exchange.exporting.csv_files import Writable
from capptro_tui.exchange.exporting.vcards import LeftOut, contact_card, customer_card
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.importing import origins
from capptro_tui.services.search.selection import Selection
from capptro_tui.services.search.snapshot import Snapshot, outside_the_trash, read_columns

_OWNERS = 500
"""Number of customers whose contacts are read at once."""


def has_cards(record: RecordType) -> bool:
    """Return whether the records of a type can be written as vCards."""
    return record.info.name in CARDS


def write_vcards(
    file: Writable, snapshot: Snapshot, selection: Selection, progress: Callable[[int], None] = lambda _: None
) -> tuple[int, list[str]]:
    """Write a card for each selected customer, followed by its contacts, or for each selected contact.

    Args:
        file: a text stream that leaves line ends as they are.
        snapshot: the state of the database.
        selection: customers or contacts.
        progress: called with the number of records so far.

    Returns:
        The number of records, and sentences about values that the cards do not carry.

    Raises:
        Unusable: the database cannot be read.
    """
    schema = snapshot.schema
    left_out = LeftOut((schema.own(Customer), schema.own(Contact)))
    done = 0
    mark = origins.mark(snapshot)
    cards = CARDS[selection.record.info.name]
    for block in _rows(snapshot, selection):
        for start in range(0, len(block), _OWNERS):
            for card in cards(snapshot, block[start : start + _OWNERS], mark, left_out):
                file.write(card)
        done += len(block)
        progress(done)
    return done, left_out.sentences()


def _rows(snapshot: Snapshot, selection: Selection) -> Iterator[list[Row]]:
    """Yield the selected records with all their columns, and the titles of links under the links' keys."""
    record = snapshot.schema.own(selection.record)
    names = [*record.fields, *(link.key for link in record.links())]
    for block in read_columns(snapshot, selection, names):
        yield [dict(zip(names, row, strict=True)) for row in block]


def _customers(snapshot: Snapshot, customers: list[Row], mark: str, left_out: LeftOut) -> Iterator[str]:
    contacts: dict[int, list[Row]] = {row["id"]: [] for row in customers}
    for block in _rows(snapshot, outside_the_trash(Contact, {"customer_id": tuple(contacts)})):
        for contact in block:
            contacts[contact["customer_id"]].append(contact)
    for row in customers:
        left_out.count(Customer.info.name, row)
        yield customer_card(row, mark)
        yield from _contacts(snapshot, contacts[row["id"]], mark, left_out)


def _contacts(_snapshot: Snapshot, contacts: list[Row], mark: str, left_out: LeftOut) -> Iterator[str]:
    for row in contacts:
        left_out.count(Contact.info.name, row)
        yield contact_card(row, row["customer"], mark)


CARDS = {"customer": _customers, "contact": _contacts}
"""Record type's name to the function that yields the cards of such records."""
