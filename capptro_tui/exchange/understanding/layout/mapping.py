"""The targets of the columns of a table of customers: their headers, beside each other and beside their content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from capptro_tui.exchange.formats.vcard.columns import IDENTITY, OWN_EMAIL, OWN_MARK, OWN_NUMBER
from capptro_tui.exchange.understanding.layout.address_columns import (
    are_states,
    billing_lines,
    dwellings,
    house_numbers,
    indian_postcodes,
    internet_places,
    local_streets,
    plain_addresses,
    short_states,
    whole_addresses,
)
from capptro_tui.exchange.understanding.layout.profile import ColumnProfile, Profiles
from capptro_tui.exchange.understanding.layout.source_column import (
    CARD,
    CLEAR,
    COUNTS_ROWS,
    WITH_NUMBER,
    Columns,
    SourceColumn,
    give_target,
    of_target,
)
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words, own_name, read_header
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE, meaning_of
from capptro_tui.exchange.understanding.vocabulary.programs import COUNTERS, RECKONED, own_headers
from capptro_tui.exchange.understanding.vocabulary.words import (
    ACTIVE_WORDS,
    CUSTOMER_WORDS,
    FORMER_WORDS,
    INACTIVE_WORDS,
    LDAP_NAMES,
    LDAP_SIGNS,
    LIFECYCLE_WORDS,
    NO,
    SALUTATIONS,
    SUPPLIER_WORDS,
    UNCLEAR_STATES,
    YES,
)
from capptro_tui.services.importing.origins import DATABASE, is_mark
from capptro_tui.text.patterns import pattern

_CHILD = pattern(r"^id \((?P<table>.+)\)$", 2)
_GENERIC = pattern(r"^(?:column|col|spalte|colonne|field|feld|unnamed)?[\s:_]*\w?\d*(?:#\d+)?$", 2)
_ACCOUNTING = frozenset(("balance", "balance total", "open balance", "attachments", "notepad", "delcount"))
_OWN_NUMBER = pattern(r"c-\d{4,12}")


def map_customer_columns(headers: Sequence[str], profiles: Profiles) -> list[SourceColumn]:
    """Return the columns of a table of customers with their targets."""
    named = _ldap_names(headers)
    columns = [_by_header(index, header, named) for index, header in enumerate(headers)]
    for column, profile in zip(columns, profiles, strict=True):
        _by_content(column, profile)
    for rule in _RULES:
        rule(columns, profiles)
    for column, profile in zip(columns, profiles, strict=True):
        if profile.has_dates and column.target == NOTE:
            column.date_order = profile.dates.order
        if column.target == IGNORED and not column.why:
            column.why = "It tells nothing about the customer." if column.header else "It has no name."
    return columns


def _ldap_names(headers: Sequence[str]) -> Mapping[str, str]:
    """Return attribute of a directory to a header in words; empty if the headers are not those of a directory."""
    known = {header.casefold() for header in headers}
    return LDAP_NAMES if known >= LDAP_SIGNS else {}


def _by_header(index: int, header: str, named: Mapping[str, str]) -> SourceColumn:
    text = header.rpartition("#")[0] if header.rpartition("#")[2].isdigit() and "#" in header[1:] else header
    meaning = meaning_of(named.get(text.casefold(), text))
    label = meaning.label or own_name(text.strip().strip("*").strip())[0].rstrip("* ")
    return SourceColumn(index, header, meaning.target, meaning.detail, meaning.group, label)


def _by_content(column: SourceColumn, profile: ColumnProfile) -> None:
    """Correct the target of a column whose values are of another kind than its header says."""
    is_unnamed = _GENERIC.match(column.header) is not None
    if is_unnamed and column.target in (IGNORED, NOTE) and profile.filled:
        column.label = f"Column {column_letter(column.index)}"
        if profile.is_mostly(profile.emails):
            give_target(column, "email")
        elif profile.is_mostly(profile.urls):
            give_target(column, "website")
        elif profile.is_mostly(profile.phones) and profile.is_mostly(profile.phones_with_signs):
            give_target(column, "phone", "main")
        else:
            give_target(column, NOTE)
    elif column.target in ("contact_name", NOTE) and profile.is_mostly(profile.labelled + profile.phones_with_signs):
        give_target(column, "phone", "main") if profile.labelled or column.target == "contact_name" else None
    elif column.target in ("contact_name", "phone", "name", "account") or column.target.endswith(("_street", "e.name")):
        if profile.is_mostly(profile.emails):
            give_target(column, "email")
        elif profile.is_mostly(profile.urls):
            give_target(column, "website")
        elif profile.is_mostly(profile.phones_with_signs) and column.detail in ("number", ""):
            give_target(column, "phone", "main") if column.target != "account" or column.detail == "number" else None
    elif column.target == NOTE and profile.is_mostly(profile.emails) and "mail" in fold_words(column.header):
        give_target(column, "email", "further")


def column_letter(index: int) -> str:
    """Return the name of a column in a sheet: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _own_numbers(columns: Columns, profiles: Profiles) -> None:
    """A column with this program's numbers of customers (C-000042) says which customers are meant.

    The identities of cards (UID) do not: this program's own cards have their numbers in another column.
    """
    for column, profile in zip(columns, profiles, strict=True):
        if column.header != IDENTITY and profile.values and all(map(_OWN_NUMBER.fullmatch, profile.values)):
            give_target(column, "number")


def _own_cards(columns: Columns, profiles: Profiles) -> None:
    """Own cards name their customer by its number, which holds in the database whose mark is beside it."""
    headers = {one.header: one for one in columns}
    if not {OWN_NUMBER, OWN_MARK} <= headers.keys():
        return
    number, mark = headers[OWN_NUMBER], headers[OWN_MARK]
    are_numbers = all(map(_OWN_NUMBER.fullmatch, profiles[number.index].values))
    if are_numbers and all(map(is_mark, profiles[mark.index].values)):
        give_target(number, "number", CARD)
        give_target(mark, DATABASE, CARD)
        if OWN_EMAIL in headers:
            give_target(headers[OWN_EMAIL], "email", CARD)


def _loose_labels(columns: Columns, _profiles: Profiles) -> None:
    """`Phone 1 Type` is the label of `Phone 1`."""
    values = {
        read_header(one.header).words: one for one in columns if one.target in ("phone", "email") and not one.group
    }
    for column in columns:
        *words, last = read_header(column.header).words or ("",)
        value = values.get(tuple(words))
        if (
            value is not None
            and last in ("type", "label", "typ", "art", "kategorie", "category")
            and column is not value
        ):
            value.group = value.header
            give_target(column, DECIDES, "label")
            column.group = value.group


def _suppliers(columns: Columns, _profiles: Profiles) -> None:
    """Rows of suppliers are left out, but for those that are customers too."""
    customers = of_target(columns, DECIDES, "iscustomer")
    for column in customers:
        column.left_out = tuple(sorted(NO))
    for column in of_target(columns, DECIDES, "supplier"):
        column.left_out = () if customers else tuple(sorted(YES))


def _only_of_contacts(columns: Columns, _profiles: Profiles) -> None:
    """A phone or e-mail column of the contact is the customer's if the customer has none."""
    for target, detail in (("phone", "main"), ("email", "")):
        if not of_target(columns, target):
            for column in of_target(columns, f"contact.{target}"):
                give_target(column, target, detail)


def _child_tables(columns: Columns, _profiles: Profiles) -> None:
    """Leave out the columns of tables inside the records: `ID (Sales Team)`, `Sales Person (Sales Team)`."""
    tables = {found["table"] for one in columns if (found := _CHILD.match(one.header))}
    for column in columns:
        if any(column.header.endswith(f" ({table})") for table in tables):
            give_target(column, IGNORED, why="It belongs to a table inside the records.")


def _own_headers(columns: Columns, profiles: Profiles) -> None:
    """Leave out what a known program writes for itself, amounts that are reckoned here, and counts of rows."""
    shapes = [read_header(one.label if one.label else one.header).shape for one in columns]
    own = own_headers(shapes)
    for column, profile, shape in zip(columns, profiles, shapes, strict=True):
        if shape in own:
            give_target(column, IGNORED)
        elif shape in RECKONED and column.target == NOTE:
            give_target(column, IGNORED, why="It is reckoned here from orders and payments.")
        elif shape in COUNTERS and "1" in profile.values and all(map(str.isdigit, profile.values)):
            give_target(column, IGNORED, why=COUNTS_ROWS)


def _yes_or_no(columns: Columns, profiles: Profiles) -> None:
    """Do not take a mark for a value: `shipping_address` that is only true or false."""
    for column, profile in zip(columns, profiles, strict=True):
        is_field = column.target.startswith(("billing_", "shipping_", "phone", "email", "fax", "contact", "name"))
        if is_field and profile.is_yes_or_no and not are_states(profile):
            give_target(column, IGNORED, why="It has only yes or no.")


def _iif_note(columns: Columns, _profiles: Profiles) -> None:
    """In IIF, NOTE is the account number and NOTEPAD the notes. (Intuit, IIF reference)"""
    headers = {one.header: one for one in columns}
    if "NOTEPAD" in headers and "NOTE" in headers:
        give_target(headers["NOTE"], "account")


def _lone_second_contact(columns: Columns, _profiles: Profiles) -> None:
    """The contact for bills is the contact where there is no other."""
    if not any(one.owner == "contact" or one.target == "contact_name" for one in columns):
        for column in columns:
            if column.owner == "contact2":
                column.target = column.target.replace("contact2", "contact")


def _names(columns: Columns, profiles: Profiles) -> None:
    """Decide between the customer's name and parts of a person's."""
    bare = of_target(columns, "name", "bare")
    has_first = any(profiles[one.index].filled for one in of_target(columns, "contact.first_name", "first"))
    has_first = has_first or bool(of_target(columns, "contact.first_name", "first"))
    has_last = bool(of_target(columns, "contact.last_name"))
    people = of_target(columns, "contact_name", "")
    if (
        has_first
        and not has_last
        and people
        and not of_target(columns, "name", "either")
        and not any(profiles[one.index].filled for one in bare)
    ):
        give_target(people[0], "contact.last_name", "last")
        has_last = True
    for column in bare:
        if has_first and not has_last:
            give_target(column, "contact.last_name", "last")
        elif has_last and not has_first:
            give_target(column, "contact.first_name", "first")
        else:
            column.detail = "display"
    if not of_target(columns, "name"):
        for target in ("contact_name", "contact.full_name"):
            for column in of_target(columns, target)[:1]:
                if target == "contact_name" or not (has_first or has_last):
                    give_target(column, "name", "display")
            if of_target(columns, "name"):
                break
    has_person = has_first or has_last or bool(of_target(columns, "contact.full_name"))
    if not of_target(columns, "name") and not has_person:
        _first_text(columns, profiles)


def _first_text(columns: Columns, profiles: Profiles) -> None:
    """Take the first column of texts as the name where no header says which is it."""
    found = [
        one for one in columns
        if one.target in (NOTE, IGNORED, "description") and profiles[one.index].is_mostly(profiles[one.index].texts)
    ]  # fmt: skip
    if found:
        give_target(min(found, key=_likeness_to_no_name), "name", "display")


def _likeness_to_no_name(column: SourceColumn) -> int:
    """Return 0 for a header such as `Card Name`, 2 for `Card ID`, and 1 for any other."""
    last = "".join(read_header(column.header).concepts[-1:])
    return {"name": 0, "id": 2}.get(last, 1)


def _names_with_numbers(columns: Columns, profiles: Profiles) -> None:
    """A name may have its number behind it where no column has numbers."""
    for column in columns:
        if column.target == "name" and profiles[column.index].is_mostly(profiles[column.index].named):
            column.detail = WITH_NUMBER


def _titles(columns: Columns, profiles: Profiles) -> None:
    """A `Title` is a salutation if its values are, else a role where no other column is."""
    for column in columns:
        if not column.target.endswith(".title") or column.detail != "title":
            continue
        profile = profiles[column.index]
        has_role = bool(of_target(columns, f"{column.owner}.role"))
        if profile.values and not has_role and not profile.is_one_of(SALUTATIONS):
            give_target(column, f"{column.owner}.role")


def _identifiers(columns: Columns, profiles: Profiles) -> None:
    """Choose one identifier of the other program and one account number; the others are notes."""
    identifiers = of_target(columns, "external_id")
    most = max((profiles[one.index].filled for one in identifiers), default=0)
    found = sorted(identifiers, key=lambda one: (profiles[one.index].filled < most, one.detail))
    for place, column in enumerate(found[1:]):
        give_target(column, "external_id2" if place == 0 and column.detail == "" else NOTE)
    accounts = sorted(of_target(columns, "account"), key=lambda one: (not profiles[one.index].filled, one.detail))
    for column in accounts:
        values = profiles[column.index].values
        if column.detail == "number" and {"1", "2"} <= values and all(value.isdigit() for value in values):
            give_target(column, IGNORED, why=COUNTS_ROWS)
        elif column is not accounts[0]:
            give_target(column, NOTE)


def _classes(columns: Columns, _profiles: Profiles) -> None:
    """In accounting programs the customer type is what is a category here."""
    is_accounting = any(fold_words(one.header) in _ACCOUNTING for one in columns)
    if is_accounting and not of_target(columns, "category"):
        for column in of_target(columns, "type", "customer"):
            give_target(column, "category")
    terms = of_target(columns, "payment_term")
    if any(one.detail == "label" for one in terms):
        for column in terms:
            if column.detail != "label":
                give_target(column, IGNORED, why="Another column has it in words.")


def _states(columns: Columns, profiles: Profiles) -> None:
    """Take a status if one of its values decides; beside words of another process only clear ones do."""
    for column in of_target(columns, "status"):
        decided = YES | NO if column.detail == "inactive" else ACTIVE_WORDS | INACTIVE_WORDS | FORMER_WORDS | YES | NO
        values = {" ".join(value.replace("-", " ").split()) for value in profiles[column.index].values}
        if column.detail == "active" and not values <= decided | LIFECYCLE_WORDS:
            column.detail = CLEAR
            decided = (ACTIVE_WORDS | INACTIVE_WORDS | FORMER_WORDS) - UNCLEAR_STATES
        if values and values.isdisjoint(decided):
            give_target(column, NOTE)
    for column in columns:
        if column.target in ("type", "category", NOTE) or (column.target, column.detail) == (DECIDES, "chosen"):
            values = profiles[column.index].values
            is_choice = bool(values & SUPPLIER_WORDS) and bool(values <= SUPPLIER_WORDS | CUSTOMER_WORDS)
            if is_choice:
                give_target(column, DECIDES, "chosen")
                column.left_out = tuple(sorted(SUPPLIER_WORDS))
            elif column.target == DECIDES:
                only_customers = values <= CUSTOMER_WORDS
                column.left_out = tuple(sorted(SUPPLIER_WORDS)) if only_customers else ()
                give_target(column, DECIDES, "chosen") if only_customers else give_target(column, "type")


def _parents(columns: Columns, _profiles: Profiles) -> None:
    """A parent makes a row a contact where the table has companies and persons; else it is another record's id."""
    has_kind = bool(of_target(columns, DECIDES, "company"))
    for column in of_target(columns, DECIDES, "parent"):
        if not has_kind or "master" in column.label:
            is_id = "id" in column.header.casefold()
            give_target(column, IGNORED if is_id else NOTE, why="It is the number of another record." if is_id else "")


def _sites(columns: Columns, profiles: Profiles) -> None:
    """A bare `Site` or `Location` names a site only beside other columns of a site."""
    if any(one.owner == "site" and one.detail != "bare" for one in columns):
        return
    for column in of_target(columns, "site.name", "bare"):
        profile = profiles[column.index]
        give_target(column, "website" if profile.is_mostly(profile.urls) else NOTE)


def _labels(columns: Columns, _profiles: Profiles) -> None:
    """Keep only labels of columns that are there: a label alone is a note."""
    values = {one.group for one in columns if one.group and one.target != DECIDES}
    kinds = {one.owner for one in columns if one.owner.startswith("address")}
    for column in of_target(columns, DECIDES, "label"):
        if column.group not in values | kinds:
            give_target(column, NOTE)


_RULES: tuple[Callable[[Columns, Profiles], None], ...] = (
    _own_headers, _own_numbers, _child_tables, internet_places, short_states, local_streets, indian_postcodes,
    billing_lines, _loose_labels, _suppliers,
    _lone_second_contact, _only_of_contacts, _yes_or_no, _iif_note, _names, _names_with_numbers,
    _titles, house_numbers, _identifiers, _classes, _states, _parents, _sites,
    plain_addresses, whole_addresses, dwellings, _labels, _own_cards,
)  # fmt: skip
