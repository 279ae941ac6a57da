"""The meaning of a header for customers: the concepts of its words, put together.

A header is only taken for a field if all its words are understood: `E-mail` is an address, `E-mail subscription
status` is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capptro_tui.exchange.understanding.vocabulary.header_words import Heading, own_name, read_header
from capptro_tui.exchange.understanding.vocabulary.words import (
    HEADER_WORDS,
    NOTE_HEADERS,
    WHOLE_HEADERS,
    WITHOUT_FIELD,
)
from capptro_tui.text.patterns import pattern

NOTE, IGNORED, DECIDES = "note", "ignored", "decides"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a column.

    Attributes:
        target: a field of the customer; `contact.first_name`, `contact2.email`, `site.street`, `address2.city`;
            `note`, `ignored`, `decides`.
        detail: more of it: the kind of a phone number, the place of a line of an address, the thing that is decided.
        group: columns of one group belong together: the label of a number and the number.
        label: for a note, in place of the header.
    """

    target: str
    detail: str = ""
    group: str = ""
    label: str = ""


_CUSTOM = pattern(r"^(?P<kind>[CPJQI]F[A-Z])\[(?P<label>.+)\]$")
"""A custom field of a client (CF…) or a property (PF…), as Jobber writes them."""

_QUALIFIED = pattern(r"^(?P<label>[^()]*\S)\s*\((?P<inside>[^()/?]+)\)$")
"""A label with a remark behind it: `Name (natural person)`, `Phone (optional)`."""

_CODES_OF_RECORDS = ("codigo", "codice", "kod")
"""Words for a code that mean the number of a record where nothing stands beside them."""

_SHORTEST_WORD = 3
_GROUPED = pattern(r"^(?P<group>.*\d)\s*-\s*(?P<part>[^-\d]+)$")
_PARTS = ("street", "extended", "pobox", "housenumber", "city", "state", "postcode", "country", "lat", "lng")
_CODED = frozenset(("city", "state", "postcode", "country"))
"""Parts of an address that have codes. The code of a house, a building or a street opens it."""

_PLACES = frozenset(("billing", "business", "home", "shipping", "site", "other", "main", "alt"))
_REACHED = frozenset(("phone", "mobile", "fax", "rarephone"))
_NUMBERED_PLACES = frozenset(("mobile", "business", "home", "main", "alt", "other"))


def meaning_of(header: str) -> Meaning:
    """Return the meaning of a header by its words alone; that of one without a known meaning is a note."""
    header = header.strip().strip("*").strip()
    if not header:
        return Meaning(IGNORED)
    if custom := _CUSTOM.match(header):
        return Meaning("site.notes" if custom["kind"][0] == "P" else NOTE, label=custom["label"])
    label, name = own_name(header)
    label = label.rstrip("* ")
    for text in filter(None, (label, name, _without_remark(label))):
        if (found := _known_meaning(text)) is not None:
            return found
    return Meaning(NOTE, label=label)


def _without_remark(header: str) -> str:
    """Return a header without the unknown words of the remark behind it; "" if it has none."""
    if not (found := _QUALIFIED.match(header)):
        return ""
    words = (word for word in found["inside"].split() if len(word) >= _SHORTEST_WORD and read_header(word).known)
    return " ".join((found["label"], *words))


def is_known(header: str) -> bool:
    """Whether a text can be a header: it has a meaning, or words that headers have."""
    if meaning_of(header).target not in (NOTE, IGNORED):
        return True
    heading = read_header(own_name(header.strip().strip("*").strip())[0])
    return heading.shape in WITHOUT_FIELD or not HEADER_WORDS.isdisjoint(heading.words)


def _known_meaning(text: str) -> Meaning | None:
    heading = read_header(text)
    if heading.shape in WITHOUT_FIELD or heading.shape in NOTE_HEADERS:
        return Meaning(NOTE)
    if heading.shape in WHOLE_HEADERS:
        heading = read_header(WHOLE_HEADERS[heading.shape])
    if len(heading.unknown) == 1 and heading.concepts[-2:] in (("customer", "id"), ("contact", "id")):
        return Meaning("external_id")  # of a program: `Square Customer ID`
    if (grouped := _GROUPED.match(text)) and (found := _grouped(grouped["group"].strip(), grouped["part"].strip())):
        return found
    if heading.unknown or not heading.known:
        return None
    return next((found for recognise in _RECOGNISERS if (found := recognise(heading, heading.known))), None)


def _grouped(group: str, part: str) -> Meaning | None:
    """Return the meaning of one of the columns of a numbered group: `Phone 1 - Label`, `Phone 1 - Value`."""
    part_concepts = read_header(part).known
    heading = read_header(group)
    key = "".join(heading.words) if heading.known == {"address"} else " ".join(heading.words)
    if part_concepts & {"label"} or (part_concepts == {"type"}):
        return Meaning(DECIDES, "label", key)
    if part_concepts != {"value"}:
        return None
    if heading.known and not heading.unknown:
        for recognise in (_reached, _email, _website):
            if found := recognise(heading, heading.known):
                return Meaning(found.target, found.detail, key, group)
    return Meaning(NOTE, "", key, group)


def _reached(heading: Heading, known: frozenset[str]) -> Meaning | None:
    is_number = bool(known & _REACHED) or ("number" in known and bool(known & _NUMBERED_PLACES))
    allowed = _REACHED | _PLACES | {"number", "contact", "customer", "company", "value", "line", "address", "code"}
    if not is_number or not known <= allowed:
        return None
    person = _person(heading, known)
    if person and person != "contact":
        return Meaning(f"{person}.phone")
    if "fax" in known:
        return Meaning("fax", "fax")
    if person:
        return Meaning("contact.phone")
    if "shipping" in known or "site" in known:
        return Meaning("site.phone") if "site" in known else Meaning(NOTE)
    kinds = (("rarephone", "other"), ("mobile", "mobile"), ("home", "home"), ("alt", "alt"), ("company", "main"),
             ("main", "main"), ("business", "work"), ("other", "other"), ("billing", "other"))  # fmt: skip
    return Meaning("phone", next((kind for concept, kind in kinds if concept in known), "main"))


def _email(heading: Heading, known: frozenset[str]) -> Meaning | None:
    allowed = _PLACES | {"email", "address", "contact", "customer", "company", "number", "value", "id"}
    if "email" not in known or not known <= allowed:
        return None
    person = _person(heading, known)
    if person:
        return Meaning(f"{person}.email")
    if "site" in known:
        return Meaning("site.email")
    return Meaning("email", "further" if known & {"alt", "other", "home"} or heading.numbers > (1,) else "")


def _website(_heading: Heading, known: frozenset[str]) -> Meaning | None:
    allowed = _PLACES | {"website", "address", "company", "customer", "value", "number"}
    return Meaning("website") if "website" in known and known <= allowed else None


def _address(heading: Heading, known: frozenset[str]) -> Meaning | None:
    parts = [part for part in _PARTS if part in known]
    block = bool(known & {"billing", "shipping"}) and bool(heading.numbers) and known <= {"billing", "shipping"}
    allowed = {*_PARTS, *_PLACES, "address", "line", "name", "customer", "company", "number", "formatted", "contact",
               "record"}  # fmt: skip
    if "code" in known and not parts and known & {"billing", "shipping"}:
        parts = ["postcode"]
    if not _CODED.isdisjoint(parts):
        allowed |= {"code", "id"}
    if "state" in parts:
        allowed |= {"area"}
    if not (parts or "address" in known or block) or not known <= allowed or known == {"contact", "address"}:
        return None
    if "name" in known and not parts:
        return Meaning("site.name") if "site" in known else None
    if {"country", "state"} <= set(parts) and heading.concepts.index("country") < heading.concepts.index("state"):
        parts = ["country"]
    kind, line = _address_kind(heading, known), _line(heading)
    if "formatted" in known:
        return Meaning(_address_target(kind, "address"), "formatted")
    if block:
        return Meaning(_address_target(kind, "address"), f"line {line}")
    if len({*parts} & {"city", "state", "postcode"}) > 1 and not {*parts} & {"street", "country", "lat", "lng"}:
        return Meaning(_address_target(kind, "address"), "line 700")  # `City, State ZIP` in one column
    part = parts[0] if parts else "street"
    if part in ("extended", "pobox", "housenumber"):
        return Meaning(_address_target(kind, "street"), part)
    if part == "street":
        whole = "street" not in known and "line" not in known
        return Meaning(_address_target(kind, "street"), f"{'whole' if whole else 'line'} {line}")
    return Meaning(_address_target(kind, part))


def _address_kind(heading: Heading, known: frozenset[str]) -> str:
    for concept, kind in (("site", "site"), ("shipping", "shipping"), ("home", "home"), ("other", "other"),
                          ("alt", "other")):  # fmt: skip
        if concept in known:
            return kind
    concepts = heading.concepts
    for place, concept in enumerate(concepts[:-2]):
        if concept == "address" and concepts[place + 1].isdigit():
            return f"address{concepts[place + 1]}"
    return "billing"


def _line(heading: Heading) -> int:
    """Return the place of a line in its address: the last number, which is not that of the address."""
    concepts = heading.concepts
    return int(concepts[-1]) if concepts[-1].isdigit() else 1


def _address_target(kind: str, part: str) -> str:
    return f"{kind}_{part}" if kind in ("billing", "shipping") else f"{kind}.{part}"


def _group_of_address(heading: Heading, known: frozenset[str]) -> Meaning | None:
    """Recognise the columns beside an address of a numbered group: `Address_1 Billing?`, `Address_1 Notes`."""
    concepts = heading.concepts
    if len(concepts) != 3 or concepts[0] != "address" or not concepts[1].isdigit():
        return None
    group = f"address{concepts[1]}"
    if known == {"address", "billing"}:
        return Meaning(DECIDES, "billing", group)
    if known in ({"address", "label"}, {"address", "type"}):
        return Meaning(DECIDES, "label", group)
    return Meaning(f"{group}.notes") if known == {"address", "notes"} else None


def _person(heading: Heading, known: frozenset[str]) -> str:
    """Return the contact that a column is about: "contact", "contact2" …; "" if it is about the customer."""
    if "contact" not in known:
        return ""
    concepts = heading.concepts
    place = concepts.index("contact")
    number = int(concepts[place + 1]) if place + 1 < len(concepts) and concepts[place + 1].isdigit() else 0
    if known & {"alt", "billing"}:
        return "contact2"
    # "Person 1" stands beside a first contact that has columns of its own; "Contact 1" is the first contact.
    is_beside = "person" in heading.words
    return f"contact{number + is_beside}" if number + is_beside > 1 else "contact"


def _person_part(heading: Heading, known: frozenset[str]) -> Meaning | None:
    allowed = {"first", "last", "middle", "name", "contact", "customer", "alt", "main", "salutation", "title", "full",
               "infix", "billing", "address"}  # fmt: skip
    person = _person(heading, known) or ("contact2" if "billing" in known else "contact")
    if not known <= allowed | {"role", "company"}:
        return None
    if "role" in known or known in ({"company", "title"}, {"contact", "title"}):
        return Meaning(f"{person}.role") if known <= {"role", "contact", "title", "company", "name", "main"} else None
    if not known <= allowed:
        return None
    if "infix" in known:
        return Meaning(f"{person}.last_name", "infix")
    for concept, part in (("middle", "middle"), ("first", "first"), ("last", "last")):
        if concept in known and not known >= {"first", "last"}:
            return Meaning(f"{person}.{'last' if part == 'last' else 'first'}_name", part)
    if known >= {"first", "last"}:
        return Meaning(f"{person}.full_name")
    if known & {"salutation", "title"} and "name" not in known - {"salutation"}:
        return Meaning(f"{person}.title", "title" if "title" in known else "")
    return None


def _contact_name(heading: Heading, known: frozenset[str]) -> Meaning | None:
    if known == {"full", "name"} or known == {"full"}:
        return Meaning("contact.full_name")
    if "site" in known and "contact" in known and known <= {"site", "contact", "name", "full"}:
        return Meaning("site.contact_name")
    allowed = {"contact", "name", "full", "main", "alt", "customer", "company"} | (
        {"address"} & known if "name" in known else set()
    )
    if "contact" not in known or not known <= allowed:
        return None
    if heading.concepts[-1] == "company":
        return None  # "Company Contact" is a person, "Contact Company" a company
    if "alt" in known or (heading.numbers and heading.numbers[0] > 1):
        return Meaning(NOTE)
    return Meaning("contact_name", "main" if "main" in known else "")


def _name(heading: Heading, known: frozenset[str]) -> Meaning | None:
    is_company = known <= {"company", "name", "customer", "main", "full", "address", "billing", "contact"}
    # "Default Address Company" is a company, "Company Address" an address.
    if "company" in known and is_company and (heading.concepts[-1] == "company" or "address" not in known):
        return Meaning("name", "company")
    if "display" in known and known <= {"display", "name", "customer"}:
        return Meaning("name", "display")
    if known in ({"customer"}, {"customer", "name"}, {"customer", "full", "name"}, {"business", "name"}):
        return Meaning("name", "company" if "business" in known else "customer")
    if known == {"companyorlast"}:
        return Meaning("name", "either")  # the company, or the last name of a person with a first name
    return Meaning("name", "bare") if known == {"name"} else None


def _identifier(heading: Heading, known: frozenset[str]) -> Meaning | None:
    if known <= {"id", "customer", "contact", "external", "record", "company", "number", "code"} and "id" in known:
        if known == {"id"} and len(heading.words) == 1 and heading.words[0] in ("leid",):
            return Meaning(IGNORED)
        return Meaning("external_id", "bare" if known == {"id"} else "")
    if known in ({"external", "reference"}, {"external", "number"}):
        return Meaning("external_id")
    account = {"account", "number", "code", "reference", "customer", "id"}
    if known == {"code"} and heading.words[0] not in _CODES_OF_RECORDS:
        return None  # in English a code may be that of a gate
    if known <= account and known & {"account", "reference", "number", "code"}:
        return Meaning("account", "number" if known == {"number"} else "")
    return None


def _site(_heading: Heading, known: frozenset[str]) -> Meaning | None:
    if known in ({"site", "name"}, {"site"}):
        return Meaning("site.name", "bare" if known == {"site"} else "")
    return Meaning("site.notes") if known == {"site", "notes"} else None


_CLASSES = {
    "category": "category", "industry": "industry", "sector": "sector", "source": "source", "area": "area",
    "zone": "service_zone", "employees": "employees", "terms": "payment_term", "currency": "currency",
}  # fmt: skip


def _class(heading: Heading, known: frozenset[str]) -> Meaning | None:
    rest = known - {"customer", "company"}
    for concept, field in _CLASSES.items():
        if rest == {concept} or (concept == "terms" and rest == {"terms", "label"}):
            return Meaning(field, "label" if "label" in rest else "")
    if rest - {"account"} == {"type"}:
        return Meaning("type", "customer" if known != rest else "")
    if rest == {"contact", "type"}:
        return Meaning(DECIDES, "chosen")
    if rest == {"status"}:
        return Meaning("status", "active")
    if rest == {"inactive"}:
        return Meaning("status", "inactive")
    if rest == {"deleted"}:
        return Meaning(DECIDES, "deleted")
    if known == {"iscompany"}:
        return Meaning(DECIDES, "company")
    if known in ({"supplier"}, {"iscustomer"}):
        return Meaning(DECIDES, next(iter(known)))
    if "parent" in rest and rest <= {"parent", "id", "name"}:
        return Meaning(DECIDES, "parent", label=" ".join(heading.words))
    if "tags" in rest and rest <= {"tags", "name"}:
        return Meaning(NOTE, "tags")
    return Meaning("description") if rest <= {"notes", "contact", "home"} and "notes" in rest else None


_RECOGNISERS: tuple[Callable[[Heading, frozenset[str]], Meaning | None], ...] = (
    _group_of_address, _reached, _email, _website, _class, _contact_name, _person_part, _name, _identifier, _site,
    _address,
)  # fmt: skip
"""In this order: the first that knows all words of a header decides."""
