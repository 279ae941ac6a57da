"""A customer of the values of its rows: each value in its field, the rest in the description."""

from __future__ import annotations

from collections.abc import Mapping

from capptro_tui.exchange.understanding.customers.gathered import EMAIL_RANKS, PHONE_RANKS, Gathered, GatheredNumber
from capptro_tui.exchange.understanding.customers.placing import place_addresses
from capptro_tui.exchange.understanding.record import Mend, SourceRecord
from capptro_tui.exchange.understanding.values.names import CustomerNames, split_person, whole_name
from capptro_tui.text.phone_shape import is_phone
from capptro_tui.text.phones import digits

NO_NAME = "It has no name."
_LATER = "there is no field left for it; it is kept in the description"
_PRIMARY = "contact"
_LONGEST_PHONE = 100
_DESCRIPTION, _CONTACT, _SITE = "description", "contact", "site"


def build_customer(found: Gathered, *, has_billing_marks: bool, region: str) -> SourceRecord:
    """Return the record of a customer.

    Args:
        found: the values of its rows.
        has_billing_marks: whether columns say of numbered addresses which are for bills; then the others are sites.
        region: two-letter country of postcodes without a country.
    """
    record = SourceRecord(tuple(found.rows))
    record.values = {name: text for name, text in found.fields.items() if "." not in name}
    names = _name(record, found)
    _reached(record, found)
    people = [*found.contacts]
    people += _people(found, names) if found.people or "contact_name" in found.fields else []
    sites = place_addresses(record, found, names.all, has_billing_marks=has_billing_marks, region=region)
    if people:
        record.parts[_CONTACT] = people
    if sites:
        record.parts[_SITE] = sites
    if found.marks and any(mark == "deactivated" for name, mark in found.marks.items() if name.startswith("status ")):
        record.values["status"] = "deactivated"
    _describe(record, found)
    record.mends = found.mends
    if not record.values.get("name"):
        record.refused = NO_NAME
        found.questions += _proposed(record)
    elif not any(map(str.isalpha, record.values["name"])) and is_phone(record.values["name"][:_LONGEST_PHONE]):
        found.questions.append("Its name is a phone number.")
    if found.questions:
        record.question = " ".join(dict.fromkeys(found.questions))
    return record


def _name(record: SourceRecord, found: Gathered) -> CustomerNames:
    """Set the name: the company where there is one, else the name as it is shown, else the person's."""
    if either := found.names.pop("either", ""):
        if found.people.get(_PRIMARY, {}).get("first_name"):
            found.people[_PRIMARY]["last_name"] = either
        else:
            found.names["company"] = either
    if len(found.names) == 1 and not found.people:
        (record.values["name"],) = found.names.values()
        return CustomerNames(record.values["name"], "", tuple(found.names.values()))
    company = found.names.get("company", "")
    shown = found.names.get("customer") or found.names.get("display", "")
    person = found.people.get(_PRIMARY, {})
    if "full_name" in person:
        _split_full_name(person, shown or company)
    personal = whole_name(person)
    name = company or shown or personal
    if name:
        record.values["name"] = name
    further = {text for key, text in found.names.items() if key != "company" and text != name}
    names = CustomerNames(name, personal, tuple(filter(None, (company, shown, personal, *further))))
    for text in sorted(further):
        if names.is_person(text, person):
            continue
        if company and not whole_name(person) and not names.is_alike(text, company) and (parts := split_person(text)):
            person = found.people[_PRIMARY] = {**person, **parts}
            continue
        found.note("Name", text)
    return names


def _split_full_name(person: dict[str, str], name: str) -> None:
    full = person.pop("full_name")
    if full.casefold() != name.casefold() and not whole_name(person):
        person.update(split_person(full) or {"last_name": full})


def _people(found: Gathered, names: CustomerNames) -> list[dict[str, str]]:
    """Return the contacts; a customer who is a person is none of their own contacts."""
    name_contact(found, names.name)
    people: list[dict[str, str]] = []
    for key in sorted(found.people, key=lambda key: int(key.removeprefix("contact") or "1")):
        values = join_names(found.people[key])
        if any(_is_same_person(values, one) for one in people):
            _to_customer(found, values, is_customer=True)
            continue
        is_customer = whole_name(values) == names.name or (
            key == _PRIMARY and names.is_person(names.name, found.people[key])
        )
        if is_customer or not (values.get("first_name") or values.get("last_name")):
            _to_customer(found, values, is_customer=is_customer)
            continue
        people.append(values)
    return people


def join_names(person: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a person with the middle name behind the first one, and what is before the last name."""
    values = dict(person)
    middle = values.pop("middle", "")
    if infix := values.pop("infix", ""):
        values["last_name"] = f"{infix} {values.get('last_name', '')}".strip()
    if middle:
        values["first_name"] = f"{values.get('first_name', '')} {middle}".strip()
    return values


def _is_same_person(values: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two contacts have one name, and the first has nothing that the other has in another way."""
    return whole_name(values) == whole_name(other) and all(
        other.get(part, text) == text for part, text in values.items()
    )


def name_contact(found: Gathered, name: str) -> bool:
    """Make a contact of a contact name without a column for each of its parts; return whether one was made."""
    contact_name = found.fields.get("contact_name", "")
    person = found.people.get(_PRIMARY, {})
    if not contact_name or whole_name(person) or contact_name.casefold() == name.casefold():
        return False
    if not (parts := split_person(contact_name)):
        return False
    found.people[_PRIMARY] = {**parts, **person}
    return True


_LABELS = {"title": "Title", "role": "Role", "phone": "Phone", "email": "E-mail", "first_name": "First name",
           "last_name": "Last name"}  # fmt: skip


def _to_customer(found: Gathered, values: dict[str, str], *, is_customer: bool) -> None:
    """Keep what is known of a person who is no contact with the customer."""
    for part, text in values.items():
        if not (is_customer and part in ("first_name", "last_name")):
            found.note(_LABELS.get(part, part), text)


def _reached(record: SourceRecord, found: Gathered) -> None:
    """Fill phone, alt phone, fax and e-mail; the rest is kept with its labels."""
    if found.phones:
        numbers = _different(sorted(found.phones, key=lambda one: PHONE_RANKS.get(one.kind, 1.5)))
        alternative = next((one for one in numbers if one.kind == "alt"), None)
        ordered = [one for one in numbers if one is not alternative]
        _fill(record, found, "phone", ordered[:1])
        _fill(record, found, "alt_phone", [*([alternative] if alternative else []), *ordered[1:]])
    if found.faxes:
        _fill(record, found, "fax", _different(found.faxes))
    if found.emails:
        _fill(record, found, "email", _different(sorted(found.emails, key=lambda one: EMAIL_RANKS.get(one.kind, 2))))


def _different(values: list[GatheredNumber]) -> list[GatheredNumber]:
    """Return the values without those that are the same number or address as one before."""
    if not values[1:]:
        return values
    return list({_comparable(one.text): one for one in reversed(values)}.values())[::-1]


def _comparable(text: str) -> str:
    return text.casefold() if "@" in text else digits(text) or text


def _fill(record: SourceRecord, found: Gathered, field: str, values: list[GatheredNumber]) -> None:
    """Put the first value into a field, and the others into notes; all of them if the field is filled."""
    for value in values:
        if field not in record.values:
            record.values[field] = value.text
            continue
        found.note(value.label, value.text)
        found.mends.append(Mend(value.row, value.header, value.text, f"{value.label}: {value.text}", _LATER))


def _describe(record: SourceRecord, found: Gathered) -> None:
    lines = [*found.description, *(f"{label}: {text}" if label else text for label, text in found.notes)]
    if lines:
        record.values[_DESCRIPTION] = "\n".join(lines)


def _proposed(record: SourceRecord) -> list[str]:
    """Return a question that proposes a name by the e-mail address."""
    address = record.values.get("email", "")
    local = address.partition("@")[0].replace(".", " ").replace("_", " ").strip()
    return [f"Its name may be “{local.title()}”, after {address}."] if local else []
