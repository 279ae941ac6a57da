"""Rows that belong to the customer of another row: its properties, its people, its sites."""

from __future__ import annotations

from capptro_tui.exchange.understanding.customers.building import join_names, name_contact
from capptro_tui.exchange.understanding.customers.gathered import PHONE_RANKS, Gathered, GatheredNumber
from capptro_tui.exchange.understanding.customers.placing import whole_address
from capptro_tui.exchange.understanding.record import Mend
from capptro_tui.exchange.understanding.values.names import split_person, whole_name

_SITE = "site"


def merge_same(head: Gathered, row: Gathered) -> None:
    """Merge a row of the same customer: its site is one more, a person of another name one more contact."""
    _merge_sites(head, row)
    _merge_people(head, row)
    head.contacts += row.contacts
    for kind, address in row.addresses.items():
        if kind != _SITE and head.addresses.setdefault(kind, address) != address:
            parts = whole_address(row, address, ())
            head.note(f"{kind.capitalize()} address", ", ".join(map(str, parts.values())))
    for known, new in ((head.phones, row.phones), (head.faxes, row.faxes), (head.emails, row.emails)):
        known += [one for one in new if one not in known]
    _merge_rest(head, row)


def merge_colleague(head: Gathered, row: Gathered) -> None:
    """Merge the row of another person of the same company: the row's phone and e-mail are that person's."""
    if name_contact(row, ""):
        del row.fields["contact_name"]
    person = row.people.get("contact", {})
    name_contact(head, next(iter(head.names.values()), ""))
    if not whole_name(person) or person == head.people.get("contact"):
        merge_same(head, row)
        return
    _reached_by(head, row, person)
    row.phones, row.emails = [], []
    merge_same(head, row)


def complete_contact(row: Gathered) -> None:
    """Make a contact of the row of a person, whose name, phone and e-mail are there. Others may have the same name."""
    person = join_names(row.people.pop("contact", {}))
    if email := row.fields.pop("email", ""):
        person["email"] = email
    _reach(row, person, row.phones, row.emails)
    row.phones, row.emails = [], []
    row.contacts.append(person)


def merge_child(head: Gathered, row: Gathered) -> None:
    """Merge the row of a contact that names the customer as its parent."""
    name = next(iter(row.names.values()), "")
    person = {**split_person(name), **row.people.pop("contact", {})}
    if not whole_name(person):
        person["last_name"] = name
    row.names = {}
    _reached_by(head, row, person)
    row.phones, row.emails = [], []
    row.people["contact"] = person
    for key, text in row.fields.items():
        if key == "external_id":
            why = "a contact has no number of another program"
            head.mends.append(Mend(row.rows[0], row.headers.get(key, key), text, "", why))
        elif head.fields.get(key) != text:
            head.note(f"{whole_name(person)}, {row.headers.get(key, key)}", text)
    row.fields = {}
    for kind, address in list(row.addresses.items()):
        parts = whole_address(row, row.addresses.pop(kind), ())
        if parts and address is not None:
            head.note(f"{whole_name(person)}, address", ", ".join(parts.values()))
    merge_same(head, row)


def merge_site(head: Gathered, row: Gathered, name: str) -> None:
    """Merge the row of a job or sub-customer: it becomes a site with everything that the row says."""
    known = set(head.names.values())
    site = {"name": name}
    names = (name, *known, *row.names.values())
    wholes = [
        whole_address(row, row.addresses[kind], names) for kind in ("shipping", "billing") if kind in row.addresses
    ]
    wholes += [
        whole_address(row, one, names) for kind, one in row.addresses.items() if kind not in ("shipping", "billing")
    ]
    notes = [*row.description, *(f"{label}: {text}" for label, text in row.notes)]
    notes += [f"Address: {', '.join(whole.values())}" for whole in wholes[1:] if whole != wholes[0]]
    numbers = sorted(row.phones, key=lambda one: PHONE_RANKS.get(one.kind, 1))
    if numbers:
        site["phone"] = numbers[0].text
    if row.emails:
        site["email"] = row.emails[0].text
    notes += [f"{one.label}: {one.text}" for one in (*numbers[1:], *row.emails[1:], *row.faxes)]
    person = row.fields.pop("contact_name", "") or whole_name(row.people.get("contact", {}))
    if person:
        site["contact_name"] = person
    notes += [text for key, text in sorted(row.names.items()) if key == "company" and text not in known]
    notes += _notes_of_fields(head, row)
    notes += _rest_of_person(row.people.get("contact", {}))
    if wholes:
        site |= {part: text for part, text in wholes[0].items() if part != "notes"}
    if any(mark == "deactivated" for key, mark in row.marks.items() if key.startswith("status ")):
        site["status"] = "deactivated"
    if notes:
        site["notes"] = "\n".join(notes)
    head.rows += row.rows
    head.sites.append(site)
    head.mends += row.mends
    head.questions += row.questions


def _notes_of_fields(head: Gathered, row: Gathered) -> list[str]:
    """Return the fields of a site's row that a site has not, where they differ from the customer's."""
    return [
        f"{row.headers.get(key) or _label(key)}: {text}"
        for key, text in row.fields.items()
        if head.fields.get(key) != text
    ]


def _rest_of_person(person: dict[str, str]) -> list[str]:
    return [f"{_label(key)}: {text}" for key, text in person.items() if key in ("title", "role", "phone", "email")]


def _reached_by(head: Gathered, row: Gathered, person: dict[str, str]) -> None:
    """Give a person the first number and the first address of the row; the others are notes."""
    shared = {one.text for one in head.phones}
    numbers = sorted(row.phones, key=lambda one: (one.text in shared, PHONE_RANKS.get(one.kind, 1)))
    if len(numbers) > 1:
        numbers = [one for one in numbers if one.text not in shared] or numbers[:1]
    _reach(head, person, numbers, row.emails)


def _reach(head: Gathered, person: dict[str, str], numbers: list[GatheredNumber], emails: list[GatheredNumber]) -> None:
    for part, values in (("phone", numbers), ("email", emails)):
        for value in values:
            if person.setdefault(part, value.text) != value.text:
                head.note(f"{whole_name(person)}, {value.label}", value.text)


def _merge_sites(head: Gathered, row: Gathered) -> None:
    fields = {key.partition(".")[2]: text for key, text in row.fields.items() if key.startswith("site.")}
    row.fields = {key: text for key, text in row.fields.items() if not key.startswith("site.")}
    address = row.addresses.get(_SITE)
    site = {**(whole_address(row, address, ()) if address else {}), **fields}
    first = head.addresses.get(_SITE)
    is_first = first is not None and first == address
    if site and not is_first and site not in head.sites:
        head.sites.append(site)


def _merge_people(head: Gathered, row: Gathered) -> None:
    for person in row.people.values():
        if person in head.people.values() or not person:
            continue
        same = next((one for one in head.people.values() if whole_name(one) == whole_name(person)), None)
        if same is None:
            free = next(n for n in range(1, len(head.people) + 2) if _person_key(n) not in head.people)
            head.people[_person_key(free)] = person
            continue
        for part, text in person.items():
            if same.setdefault(part, text) != text:
                head.note(f"{whole_name(same)}, {_label(part).lower()}", text)


def _person_key(number: int) -> str:
    return f"contact{number}" if number > 1 else "contact"


def _merge_rest(head: Gathered, row: Gathered) -> None:
    for key, text in row.names.items():
        if head.names.setdefault(key, text).casefold() != text.casefold():
            head.note("Name", text)
    for key, text in row.fields.items():
        if head.fields.setdefault(key, text) != text:
            head.note(row.headers.get(key) or _label(key), text)
    for label, text in row.notes:
        head.note(label, text)
    head.description += [text for text in row.description if text not in head.description]
    for key, mark in row.marks.items():
        head.marks.setdefault(key, mark)
    head.rows += row.rows
    head.mends += row.mends
    head.questions += row.questions


def _label(key: str) -> str:
    return key.replace("external_id", "external ID").replace("_", " ").capitalize().replace(" id", " ID")
