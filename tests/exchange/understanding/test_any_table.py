"""Any table is understood: no text of a header or cell makes an error, and nothing of it is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from capptro_tui.exchange.understanding.plan import Plan, understand
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of_rows, unaccounted

HEADERS = (
    "Name", "Company", "Customer", "First Name", "Last Name", "Title", "Contact", "Phone", "Mobile", "Fax", "E-mail",
    "Phone 1 - Label", "Phone 1 - Value", "Address", "Street", "City", "ZIP", "Country", "Home Street", "Bill to 1",
    "Bill to 2", "Address_1 Street", "Address_1 Billing?", "Site Name", "Site Street", "ID", "Company Type",
    "Parent ID", "Status", "Archived", "Contact Type", "Notes", "Tags", "Birthday", "Balance", "Colour", "", "Terms",
    "CFT[Code]", "PFT[Panel]", "Person1FirstName", "Person1Email", "Lat", "Deleted",
)  # fmt: skip
CELLS = (
    "", "Heron Ltd", "Heron Ltd:Shed", "Jo", "Bloggs", "Dr Jo Bloggs", "01632 960101", "'+44 7700 900101",
    '="07601"', "6.09555E+09", "1632960193", "a@x.example", "a@x.example; b@x.example",
    "Tel: 01632 960101 Fax: 1234567",
    "1 High St\nBath\nZZ1 1AA", "12 Decoy St, Trenton, NJ 08699", "UK", "true", "no", "vendor", "customer", "1", "2",
    "100_1", "100_2", "03/02/2026", "25/12/2026", "0/0/00", "Total", "Person", "* myContacts ::: VIP", "<p>a<br>b</p>",
    "12.0", "x" * 300, "Page 1 of 2", "work",
)  # fmt: skip

cells = st.sampled_from(CELLS) | st.text(max_size=12)
headers = st.sampled_from(HEADERS) | st.text(max_size=8)
RECORDS = [one for one in SHIPPED.listed if one.info.is_typed]


@settings(max_examples=150, deadline=None)
@given(st.data(), st.lists(headers, min_size=1, max_size=12), st.sampled_from(RECORDS))
def test_any_table(data: st.DataObject, header: list[str], record: type) -> None:
    row = st.lists(cells, max_size=len(header) + 1)
    table = table_of_rows([header, *data.draw(st.lists(row, max_size=8))])
    plan = understand(SHIPPED, record, table, region="GB")
    rows = [number for one in plan.records(table) for number in one.rows]
    assert len(rows) == plan.rows
    assert unaccounted(table, plan) == []
    assert Plan.from_json(plan.to_json()).columns[0].header == plan.columns[0].header


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(HEADERS), min_size=3, max_size=14, unique=True),
    st.lists(st.lists(st.sampled_from(CELLS), min_size=14, max_size=14), min_size=1, max_size=6),
)
def test_any_table_of_customers(header: list[str], rows: list[list[str]]) -> None:
    table = table_of_rows([["Name", *header], *(["Heron Ltd", *row[: len(header)]] for row in rows)])
    plan = understand(SHIPPED, SHIPPED.record_named("customer"), table, region="GB")
    assert unaccounted(table, plan) == []
