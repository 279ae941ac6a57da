"""From the first start to imported customers with an Excel file, in a real terminal, by keys alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.test_main_job import exported, the_app

DATA = Path(__file__).parents[1] / "data" / "import"


def test_from_the_first_start_with_an_excel_file(home: Path) -> None:
    shutil.copy(DATA / "excel-list.xlsx", home / "customers.xlsx")
    with the_app(home) as terminal:
        terminal.wait_for("Import customers")
        terminal.keys("3")
        terminal.wait_for("Region and language")
        terminal.keys("ctrl+s")
        terminal.wait_for("1 File", "customers.xlsx")
        terminal.keys("cust", "enter")
        terminal.wait_for("names of the columns in row 4", "Curlew Café")
        terminal.keys("ctrl+s")
        terminal.wait_for("Billing street")
        terminal.keys("ctrl+s")
        terminal.wait_for("may have lost a leading zero")
        terminal.keys("1")
        terminal.wait_for("can be read both ways")
        terminal.keys("1")
        terminal.wait_for("Rehearsed, nothing is written yet", "Created 3")
        terminal.keys("ctrl+s")
        terminal.wait_for("3 customers created")
        terminal.keys("s")
        terminal.wait_for("Only the 3 imported", "Curlew Café")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
    assert [one["CustomerName"] for one in exported(home, "customers")] == ["Curlew Café", "Dipper Gym", "=1+1"]


def test_a_dropped_file_is_pasted_by_the_terminal(home: Path) -> None:
    (home / "my list.csv").write_text("Name,Phone\nQuay,01632 960101\n")
    with the_app(home) as terminal:
        terminal.wait_for("Import customers")
        terminal.keys("3", "ctrl+s")
        terminal.wait_for("1 File")
        terminal.paste(f"'{home / 'my list.csv'}' ")
        terminal.wait_for("my list.csv")
        terminal.keys("enter")
        terminal.wait_for("Quay")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
