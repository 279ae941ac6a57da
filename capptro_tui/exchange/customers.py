"""The customer record in its published API: 41 names, and `extensions` for fields without such a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.exchange.records import from_json, to_json
from capptro_tui.models.record import Row, number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema
from capptro_tui.services.business import picklists
from capptro_tui.services.history.user_names import UserNames

API_NAMES = (
    "CustomerID", "CustomerName", "CustomerPhone1", "CustomerEmail", "CustomerBillingCity", "CustomerBillingCountry",
    "CustomerBillingPostcode", "CustomerBillingState", "CustomerBillingStreet", "CustomerShippingCity",
    "CustomerShippingCountry", "CustomerShippingPostcode", "CustomerShippingState", "CustomerShippingStreet",
    "CustomerExternalID", "CustomerDescription", "CustomerArea", "CustomerPhone2", "CustomerContactName",
    "CustomerExternalID2", "CustomerNoOfEmployee", "CustomerNumber", "CustomerSource", "CustomerFax", "CustomerType",
    "CustomerWebsite", "CustomerBillingLat", "CustomerBillingLng", "CustomerCreatedDate", "CustomerModifiedDate",
    "CustomerPaymentTerm", "CustomerRefNo", "CustomerShippingLat", "CustomerShippingLng", "CustomerCreatedFullName",
    "CustomerModifiedFullName", "created_by", "CustomerIndustry", "CustomerServiceZone", "CustomerCategory",
    "CustomerCategoryCode",
)  # fmt: skip
"""The names, in the order in which they are written."""

GENERATED = frozenset(
    ("CustomerID", "CustomerNumber", "CustomerCreatedDate", "CustomerModifiedDate", "CustomerCreatedFullName",
     "CustomerModifiedFullName", "created_by")
)  # fmt: skip
"""Names with values that the program fills."""

EXTENSIONS = "extensions"

_CODE = "CustomerCategoryCode"
_COLUMNS = {field.api: field.name for field in Customer.fields.values() if field.api}
_COMPUTED: dict[str, Callable[[Row, UserNames], Any]] = {
    "CustomerID": lambda row, _: row["id"],
    "CustomerNumber": lambda row, _: number(Customer, row["id"]),
    "CustomerCreatedFullName": lambda row, people: people.full_name(row["created_by"]),
    "CustomerModifiedFullName": lambda row, people: people.full_name(row["modified_by"]),
    _CODE: lambda row, _: picklists.code(Customer.fields["category"].type.picklist, row["category"]),
}


def to_api(schema: Schema, row: Row, people: UserNames, origin: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a customer under the 41 names in their order, then `extensions` with the other fields by name.

    Args:
        schema: the schema of the database.
        row: the stored columns, by name.
        people: the names of users.
        origin: values that say where the customer comes from, which are extensions, too.
    """
    api = {name: _COMPUTED[name](row, people) if name in _COMPUTED else row[_COLUMNS[name]] for name in API_NAMES}
    # An exported customer has not been merged into another.
    covered = {*_COLUMNS.values(), "number", *(field.key for field in Customer.links() if field.merged_into)}
    shown = to_json(schema, schema.own(Customer), row, reckoned=False)
    api[EXTENSIONS] = {name: value for name, value in shown.items() if name not in covered} | {**(origin or {})}
    return api


def from_api(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return field names and values for a service, from an object with the 41 names, field names or both.

    Values that the program fills are left out. A category may be given by its code; an unknown code is taken as the
    category.

    Raises:
        Invalid: Two names of one field have different values, or a value does not fit.
    """
    named: dict[str, Any] = {}
    problems: list[FieldError] = []

    def take(name: str, value: Any, said: str) -> None:
        if name in named and named[name] != value:
            problems.append(FieldError(name, f"“{said}” and another name of the same field have different values."))
        named[name] = value

    extensions = given.get(EXTENSIONS)
    if extensions is not None and not isinstance(extensions, Mapping):
        problems.append(FieldError(EXTENSIONS, "“extensions” must be an object of field names and values."))
    for name, value in given.items():
        if name == EXTENSIONS and isinstance(value, Mapping):
            for inner, one in value.items():
                take(inner, one, inner)
        elif name not in (*GENERATED, _CODE, EXTENSIONS):
            take(_COLUMNS.get(name, name), value, name)
    code = str(given.get(_CODE) or "").strip()
    meant = picklists.label(Customer.fields["category"].type.picklist, code)
    if code and named.get("category") in (None, ""):
        named["category"] = meant
    elif meant not in (code, named.get("category")):
        problems.append(FieldError("category", f"The category code stands for {meant}, not for the category given."))
    if problems:
        raise Invalid(problems)
    return from_json(schema, schema.own(Customer), named)
