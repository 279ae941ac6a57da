"""IIF of QuickBooks Desktop: the customers, with the labels that the business gave its custom columns."""

from __future__ import annotations

import pytest

from capptro_tui.errors import Refused
from tests.exchange.formats.conftest import Read, numbers, records

LABELS = """!HDR\tPROD\tVER
HDR\tQuickBooks Pro\tVersion 34.0D
!CUSTNAMEDICT\tINDEX\tLABEL\tCUSTOMER\tVENDOR\tEMPLOYEE
!ENDCUSTNAMEDICT
CUSTNAMEDICT\t0\tBoiler serial\tY\tN\tN
CUSTNAMEDICT\t1\t\tN\tN\tN
ENDCUSTNAMEDICT
"""
CUSTOMERS = """!CUST\tNAME\tBADDR1\tNOTEPAD\tCUSTFLD1\tCUSTFLD2
CUST\tAcme\t"Dover, DE 19999"\t"One\\nTwo"\tSN-44\tx\t\t
CUST\tAcme:Annex\t
"""
VENDORS = "!VEND\tNAME\nVEND\tMains\nVEND\tGas\n"


def test_customers_are_read_and_other_sections_are_counted(read: Read) -> None:
    source = read(LABELS + VENDORS + CUSTOMERS, "lists.iif")
    assert source.tables[0].header == ("NAME", "BADDR1", "NOTEPAD", "Boiler serial", "CUSTFLD2")
    assert records(source.tables[0]) == [
        {"NAME": "Acme", "BADDR1": "Dover, DE 19999", "NOTEPAD": "One\nTwo", "Boiler serial": "SN-44", "CUSTFLD2": "x"},
        {"NAME": "Acme:Annex"},
    ]
    assert numbers(source.tables[0]) == [12, 13]
    assert source.facts["left out"] == "2 of section VEND"


def test_a_second_header_has_columns_of_its_own(read: Read) -> None:
    source = read(CUSTOMERS + "!CUST\tEMAIL\tNAME\nCUST\tb@x.example\tBolt\n", "lists.iif")
    assert records(source.tables[0])[-1] == {"EMAIL": "b@x.example", "NAME": "Bolt"}


def test_a_file_without_customers_or_with_too_many_values_is_refused(read: Read) -> None:
    with pytest.raises(Refused, match="has no list of customers"):
        read(VENDORS, "lists.iif")
    with pytest.raises(Refused, match="Row 2 has 3 values for 1 columns"):
        list(read("!CUST\tNAME\nCUST\tAcme\tx\ty\n", "lists.iif").tables[0].rows())
