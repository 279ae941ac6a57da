"""How public forms and submissions look. `make snapshots` takes new pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from capptro_tui.app import CapptroApp
from capptro_tui.config import DARK, LIGHT, Config
from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.submission import Submission
from tests.public_forms import add_form, submit
from tests.screens.desk import Driver
from tests.snapshots.test_looks import LARGE, SMALL, Compare
from tests.support import Fill, add_customer


def website(database: Database) -> None:
    """A form with some submissions."""
    add_form(database, intro="We answer within a day.")
    add_customer(database, "Harbour Café", phone="01632 960111")
    submit(database, name="Bea Brook", phone="01632 960177", message="The gate is stuck.\n[/] It squeaks, too.")
    submit(database, name="Cleo Park", email="cleo@example.com")


@pytest.mark.parametrize(
    ("record", "size", "theme", "sees"),
    [
        pytest.param(Submission, SMALL, DARK, "The gate is stuck.", id="submission-small-dark"),
        pytest.param(Submission, LARGE, LIGHT, "The gate is stuck.", id="submission-large-light"),
        pytest.param(PublicForm, LARGE, LIGHT, "Cleo Park", id="form-large-light"),
    ],
)
def test_public_forms(
    filled: Callable[[Fill], Database],
    snap_compare: Compare,
    record: RecordType,
    size: tuple[int, int],
    theme: str,
    sees: str,
) -> None:
    database = filled(website)
    app = CapptroApp(database.path, database, Config(theme))
    app.animation_level = "none"

    async def before(pilot: Pilot[Any]) -> None:
        driver = Driver(app, pilot)
        await driver.is_on("Dashboard")
        app.open_page(record, 1)
        await driver.sees(sees)
        await app.workers.wait_for_complete()
        app.clear_notifications()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=before)
