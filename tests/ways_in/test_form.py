"""The tables of values in a form: what is wrong is named at its field, and all else is stored as it is meant."""

from __future__ import annotations

import re

import pytest
from textual import events

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.widgets.form.field_row import FieldRow
from capptro_tui.widgets.form.line_input import LineInput
from tests.screens.desk import Driver, desk
from tests.support import SOAK, add_customer
from tests.ways_in.values import HOME, VALUES, Block, blocks, move_business
from tests.widgets.keys.test_key_order import post


async def type_in(driver: Driver, block: Block) -> None:
    """A new form with the texts in its fields, the first pasted and the others put there."""
    driver.app.open_form(block.record, prefill={"name": block.name, "currency": block.currency})
    await driver.is_on("FormScreen")
    with driver.app.batch_update():
        for place, (name, case) in enumerate(block.fields()):
            field = driver.app.screen.query_one(f"#field-{name}", LineInput)
            if place == 0 and "\t" not in case.text:
                field.focus()
                field.post_message(events.Paste(case.text))
            else:
                field.value = case.text
        await driver.pilot.pause()


def refused(driver: Driver) -> dict[str, str]:
    """What stands under the fields that are wrong."""
    return {row.field.name: str(row.problem.render()) for row in driver.app.screen.query(FieldRow) if row.problem}


@pytest.mark.parametrize("kind", [kind for kind in VALUES if SOAK or kind != "past"])
async def test_what_is_typed_is_stored_or_refused_at_its_field(desk_of_values: Database, kind: str) -> None:
    """One form for a block; what was refused is taken out of it, and the rest is saved.

    The days of fields that record are the same texts once more, and take their time in a soak.
    """
    database = desk_of_values
    async with desk(database, size=(60, 12)) as driver:
        for block in blocks(kind):
            move_business(database, block.locale)
            await type_in(driver, block)
            await driver.keys("ctrl+s")
            if block.wrong:
                await driver.until(lambda: refused(driver), "a refusal")
                said = refused(driver)
                assert list(said) == list(block.wrong), block.name
                for name, case in block.wrong.items():
                    assert re.search(case.refusal, said[name]), (block.name, case.text)
                    driver.app.screen.query_one(f"#field-{name}", LineInput).value = ""
                await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
            [row] = database.select(f"SELECT * FROM tried_{kind} ORDER BY id DESC LIMIT 1")
            assert {name: row[name] for name in block.right} == {n: case.stored for n, case in block.right.items()}


TYPED = {
    (Contact, "phone"): ("020 7946 0018 (Dave)", "020 7946 0018 (Dave)"),
    (Contact, "email"): ("'ann@example.com' <ann@example.com>", "'ann@example.com' <ann@example.com>"),
    (Contract, "value"): ("1 250.50 GBP", 125050),
    (Contract, "start"): ("28-Nov-26", "2026-11-28"),
    (WorkItem, "scheduled_start"): ("sat 28/11 9 am", "2026-11-28T09:00"),
}
"""Field to what is typed there, key by key, and what is stored."""


async def test_the_fields_of_real_records(desk_of_values: Database) -> None:
    """Each key is pressed, in the forms that people use."""
    database = desk_of_values
    move_business(database, HOME)
    customer = add_customer(database)
    async with desk(database) as driver:
        for (record, name), (text, stored) in TYPED.items():
            named = {record.info.title[0]: f"{name} {text}", "customer_id": customer}
            driver.app.open_form(record, prefill=named, focus=name)
            await driver.focuses(f"field-{name}")
            post(driver, *text, "ctrl+s")
            await driver.is_on("Dashboard")
            [row] = database.select(f"SELECT {name} FROM {record.info.name} ORDER BY id DESC LIMIT 1")
            assert row[name] == stored
