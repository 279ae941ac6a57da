"""The tables are as large as they claim to be."""

from __future__ import annotations

from tests.amount_table import AMOUNTS
from tests.contact_table import EMAILS, PHONES
from tests.moment_table import DAYS, MOMENTS


def test_there_are_enough_of_each() -> None:
    """No text is counted twice: a table has each once."""
    assert len({locale for locale, _ in AMOUNTS}) >= 5
    assert len({currency for _, currency in AMOUNTS}) >= 4
    assert sum(map(len, AMOUNTS.values())) >= 150
    assert len(PHONES) >= 80
    assert len(EMAILS) >= 60
    assert all(len(texts) >= 80 for texts in (*DAYS.values(), *MOMENTS.values()))
