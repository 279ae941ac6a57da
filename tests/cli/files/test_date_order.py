"""Days that may be two are asked before anything is imported, and `--date-order` answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.runner import Capptro

QUESTION = "The dates under “Date” can be read both ways: is the day first, or the month?"


@pytest.fixture
def payments(capptro: Capptro, tmp_path: Path) -> Path:
    capptro.add("customers", {"name": "Acme"})
    path = tmp_path / "payments.csv"
    path.write_text("Customer,Date,Amount\nAcme,04/03/2025,10\nAcme,2025-05-13,11\nAcme,06/06/2025,12\n")
    return path


def days(capptro: Capptro) -> list[str]:
    return [one["day"] for one in capptro.export("payments")]


def test_nothing_is_imported_before_it_is_answered(capptro: Capptro, payments: Path) -> None:
    result = capptro("import", "payments", str(payments))
    assert (result.code, days(capptro)) == (1, [])
    assert f"Nothing is imported: {QUESTION} Say “--date-order dmy” or “--date-order mdy”." in result.err
    assert sum("is the day first" in line for line in result.lines) == 2, "for the column, and for the one such row"


def test_a_rehearsal_asks_and_goes_on(capptro: Capptro, payments: Path) -> None:
    result = capptro("import", "payments", str(payments), "--dry-run")
    assert (result.code, f"Question: {QUESTION}" in result.lines) == (0, True)


@pytest.mark.parametrize(("order", "day"), [("dmy", "2025-03-04"), ("mdy", "2025-04-03")])
def test_the_order_is_that_of_the_answer(capptro: Capptro, payments: Path, order: str, day: str) -> None:
    """A day in a certain order is no mend, so that a strict import takes it; it is one line for the column."""
    result = capptro("import", "payments", str(payments), "--date-order", order, "--strict")
    assert (result.code, days(capptro)) == (0, [day, "2025-05-13", "2025-06-06"])
    first = "day" if order == "dmy" else "month"
    assert f"Column “Date”: 2 values, each read as a date with the {first} first." in result.lines
    assert not any("04/03/2025" in line for line in result.lines)


def test_the_values_decide_where_they_can(capptro: Capptro, payments: Path) -> None:
    payments.write_text("Customer,Date,Amount\nAcme,04/03/2025,10\nAcme,25/03/2025,11\n")
    assert capptro("import", "payments", str(payments), "--date-order", "mdy").code == 0
    assert days(capptro) == ["2025-03-04", "2025-03-25"]


def test_an_order_that_there_is_not(capptro: Capptro, payments: Path) -> None:
    assert "known are dmy, mdy" in capptro("import", "payments", str(payments), "--date-order", "day").err
    assert days(capptro) == []


def test_days_that_are_only_notes_are_not_asked(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Last service\nAcme,04/03/2025\n")
    result = capptro("import", "customers", str(path))
    assert (result.code, "is the day first" in result.out) == (0, False)
    assert [one["CustomerDescription"] for one in capptro.export("customers")] == ["Last service: 04/03/2025"]
