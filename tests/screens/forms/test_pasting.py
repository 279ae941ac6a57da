"""Paste to fill: a pasted signature is proposed field by field, and only what is taken goes into the form."""

from __future__ import annotations

from textual import events

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.drafts.drafts import Drafts
from capptro_tui.widgets.form.record_form import RecordForm
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, add_customer, get

SIGNATURE = """Kind regards,
Maeve Lindqvist
Office Manager
Brackenmoor Joinery Ltd
14 Example Lane
Testham
ZZ9 9AA
T: 01632 960111 | M: 07700 900111
office@brackenmoor.example
"""
FILLED = {
    "name": "Brackenmoor Joinery Ltd",
    "contact_name": "Maeve Lindqvist",
    "phone": "01632 960111",
    "alt_phone": "07700 900111",
    "email": "office@brackenmoor.example",
    "billing_street": "14 Example Lane",
    "billing_city": "Testham",
    "billing_postcode": "ZZ9 9AA",
    "description": "Role: Office Manager",
}


def filled(driver: Driver) -> dict[str, object]:
    """The fields of the form below that hold something, but the currency."""
    form = next(screen for screen in reversed(driver.app.screen_stack) if screen.query(RecordForm))
    values = form.query_one(RecordForm).values()
    return {name: value for name, value in values.items() if value and name not in ("currency", "customer_id")}


async def paste(driver: Driver, text: str) -> None:
    """Paste as a terminal does."""
    driver.app.post_message(events.Paste(text))
    await driver.pilot.pause()


async def new_customer(driver: Driver) -> None:
    """The form of a new customer."""
    await driver.keys("n")
    await driver.is_on("FormScreen")
    await driver.focuses("field-name")


async def test_a_signature_is_proposed_and_filled_in(database: Database) -> None:
    """Nothing is filled before enter; then what is taken is, and nothing is saved. ctrl+z takes it back."""
    async with desk(database, tab="customer") as driver:
        await new_customer(driver)
        await paste(driver, SIGNATURE)
        await driver.is_on("PasteDetails")
        await driver.sees("✓ Name", "Brackenmoor Joinery Ltd", "✓ Street", "9 of 10", "p One line")
        await driver.keys("end")
        await driver.sees("✓ Description", "Role: Office Manager", "□ Description", "Kind regards,")
        assert filled(driver) == {}
        await driver.keys("enter")
        await driver.is_on("FormScreen")
        await driver.until(lambda: filled(driver) == FILLED)
        await driver.focuses("field-name")
        await driver.sees("Undo fill")
        await driver.said("9 fields are filled in and not saved yet.")
        await driver.keys("tab")
        await driver.type("A-7")
        await driver.keys("ctrl+z")
        await driver.until(lambda: filled(driver) == {"account": "A-7"})
        await driver.sees_no("Undo fill")
        assert database.select("SELECT * FROM customer") == []


async def test_each_line_is_taken_or_left_and_what_stands_there_stays(database: Database) -> None:
    """A new and an open customer, one after the other."""
    customer = add_customer(database, "Acme", phone="01632 960999", description="Ring twice")
    async with desk(database, size=(40, 20), tab="customer") as driver:
        await new_customer(driver)
        await paste(driver, SIGNATURE)
        await driver.is_on("PasteDetails")
        await driver.keys("space", "down", "down", "space")
        await driver.sees("□ Name", "□ Alt phone", "7 of 10")
        await driver.keys("ctrl+s")
        await driver.is_on("FormScreen")
        left = {name: value for name, value in FILLED.items() if name not in ("name", "alt_phone")}
        await driver.until(lambda: filled(driver) == left)
        await driver.keys("escape", "y")
        await driver.is_on("RecordList")
        driver.app.open_form(Customer, customer)
        await driver.is_on("FormScreen")
        await paste_by_palette(driver, SIGNATURE)
        await driver.sees("□ Name  Brackenmoor", "now Acme", "✓ Alt phone", "01632 960111")
        await driver.keys("space")
        await driver.sees("✓ Name", "replaces Acme")
        await driver.keys("end", "space", "enter")
        await driver.is_on("FormScreen")
        await driver.until(lambda: filled(driver).get("description") == "Ring twice\nRole: Office Manager")
        assert filled(driver)["phone"] == "01632 960999"
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
        await driver.said("Changed")
    assert get(database, Customer, customer)["name"] == "Brackenmoor Joinery Ltd"


async def paste_by_palette(driver: Driver, text: str) -> None:
    """The command of the palette, and the paste into its box."""
    await driver.keys("ctrl+p")
    await driver.is_on("Palette")
    await driver.type("paste det")
    await driver.keys("enter")
    await driver.is_on("PasteBox")
    await paste(driver, text)
    await driver.is_on("PasteDetails")


async def test_the_palette_opens_a_new_customer_with_a_box(database: Database) -> None:
    """What is typed into the box is in the draft of the form until it is filled in or given up."""
    async with desk(database) as driver:
        await paste_by_palette(driver, "Ann Example\tann@acme.example")
        await driver.sees("✓ Name", "Ann Example", "✓ Email", "2 of 2")
        await driver.sees_no("One line")
        await driver.keys("escape")
        await driver.is_on("PasteBox")
        await driver.sees("Ann Example")
        await driver.keys("enter")
        await driver.type("01632 960111")
        await driver.until(lambda: "01632 960111" in drafted(driver.app.drafts))
        await driver.keys("escape")
        await driver.sees("Give up what is in the box?")
        await driver.keys("escape")
        await driver.is_on("PasteBox")
        await driver.keys("ctrl+s")
        await driver.is_on("PasteDetails")
        await driver.sees("3 of 3")
        await driver.keys("enter")
        await driver.is_on("FormScreen")
        await driver.until(lambda: filled(driver).get("phone") == "01632 960111")
        await driver.until(lambda: drafted(driver.app.drafts) == "")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert [row["email"] for row in database.select("SELECT * FROM customer")] == ["ann@acme.example"]


def drafted(drafts: Drafts) -> str:
    """The description of the one draft."""
    kept = drafts.kept.drafts
    return kept[0].contents["description"].text if kept else ""


async def test_giving_up_fills_in_nothing(database: Database) -> None:
    """`esc` leaves all as it was, `p` pastes one line as before; other forms and single lines are not asked about."""
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await new_customer(driver)
        await driver.type("Quay ")
        await paste(driver, "Ann Example\nann@acme.example")
        await driver.is_on("PasteDetails")
        await driver.keys("escape")
        await driver.is_on("FormScreen")
        assert filled(driver) == {"name": "Quay "}
        await paste(driver, "Ann Example\nann@acme.example")
        await driver.is_on("PasteDetails")
        await driver.keys("p")
        await driver.is_on("FormScreen")
        await driver.until(lambda: filled(driver) == {"name": "Quay Ann Example ann@acme.example"})
        await driver.keys("home", "shift+end")
        await paste(driver, "Harbour Bakery\n")
        await driver.until(lambda: filled(driver) == {"name": "Harbour Bakery"})
        driver.app.open_form(WorkItem)
        await driver.is_on("FormScreen")
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        await driver.type("paste")
        await driver.sees("Paste details  of a customer")


async def test_a_contact_is_filled_in_too(database: Database) -> None:
    """Its name in parts. A line that no field can hold is shown, and cannot be taken."""
    customer = add_customer(database, "Acme")
    async with desk(database) as driver:
        driver.app.open_form(Contact, prefill={"customer_id": customer}, focus="first_name")
        await driver.focuses("field-first_name")
        await paste(driver, SIGNATURE)
        await driver.is_on("PasteDetails")
        await driver.sees("✓ First name", "✓ Role", "no field", "Company: Brackenmoor Joinery Ltd")
        await driver.keys("end", "space", "enter")
        await driver.is_on("FormScreen")
        names = ("first_name", "last_name", "role", "phone", "email")
        await driver.until(
            lambda: (
                [filled(driver).get(name) for name in names]
                == ["Maeve", "Lindqvist", "Office Manager", "07700 900111", "office@brackenmoor.example"]
            )
        )


async def test_hostile_pastes_are_shown_harmlessly_and_bounded(database: Database) -> None:
    """However long a paste is, a screenful of it is looked at, and the rest is counted."""
    hostile = "\n".join(("Acme Ltd", "a\0b", *(text for text in HOSTILE if text.strip())))
    async with desk(database, tab="customer") as driver:
        await new_customer(driver)
        for text, told in (
            (hostile, "✓ Name"),
            ("Acme Ltd\n" + "x" * 1_000_000, "▲ 1 more line is not looked at."),
            ("Acme Ltd\r\n" * 10_000, "▲ 9,940 more lines are"),
            ("\x1b[2J\x1b]0;x\x07\nAcme Ltd", "␛[2J"),
        ):
            await paste(driver, text)
            await driver.is_on("PasteDetails")
            await driver.sees(told, "Fill in what was pasted?")
            drawn = driver.text
            assert all(each.isprintable() or each == "\n" for each in drawn), ascii(drawn)
            await driver.keys("escape")
            await driver.is_on("FormScreen")
        assert filled(driver) == {}
