"""The figures of the dashboard, the settings of the business, and its picklists."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.business import business_settings, dashboard_figures, picklists
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from tests.support import Clock, add_customer, add_work_item


def test_new_desk(database: Database) -> None:
    """Empty, with settings that say where phones without a country code are."""
    assert dashboard_figures.is_empty(database)
    settings = business_settings.settings(database)
    assert (settings["region"], settings["business_name"]) == ("GB", "")


def test_settings_are_changed_and_undone_like_any_record(database: Database) -> None:
    """One write path."""
    records.change(database, Settings, 1, {"business_name": "Mend & Sons"})
    assert business_settings.settings(database)["business_name"] == "Mend & Sons"
    undo.undo(database)
    assert business_settings.settings(database)["business_name"] == ""


def test_region_in_small_letters(database: Database) -> None:
    """People type it as they like."""
    records.change(database, Settings, 1, {"region": "de"})
    customer = add_customer(database, phone="030 901820")
    assert database.select("SELECT phone_digits FROM customer WHERE id = ?", [customer]) == [
        {"phone_digits": "4930901820"}
    ]


def test_a_desk_with_only_trash_is_not_empty(database: Database) -> None:
    """The sample business must not be mixed with somebody's customers, deleted or not."""
    trash.delete(database, Customer, add_customer(database))
    assert not dashboard_figures.is_empty(database)


def test_counts(database: Database) -> None:
    """Active customers and work by state, what is in the trash left out."""
    records.change(database, Customer, add_customer(database, "Quiet"), {"status": "deactivated"})
    trash.delete(database, Customer, add_customer(database, "Gone"))
    add_customer(database)
    for status in ("new", "scheduled", "completed", "cancelled", "on_hold"):
        add_work_item(database, title=status, status=status)
    trash.delete(database, WorkItem, add_work_item(database, status="new"))
    counts = dashboard_figures.counts(database)
    assert (counts["customers"], counts["open"], counts["new"], counts["completed"]) == (1, 3, 1, 1)
    assert counts["in_progress"] == 0


def test_due_today(database: Database, clock: Clock) -> None:
    """Open work that starts today or should have started, earliest first; not tomorrow's, not what is done."""
    for title, start, status in (
        ("tonight", "today 23:59", "scheduled"),
        ("overdue", "yesterday 8:00", "on_hold"),
        ("tomorrow", "tomorrow 0:00", "scheduled"),
        ("done", "today 8:00", "completed"),
        ("whenever", None, "new"),
    ):
        add_work_item(database, title=title, scheduled_start=start, status=status)
    assert [row["title"] for row in dashboard_figures.due_today(database)] == ["overdue", "tonight"]
    clock.forward(days=1)
    assert [row["title"] for row in dashboard_figures.due_today(database)] == ["overdue", "tonight", "tomorrow"]


def test_suggestions(database: Database) -> None:
    """What the business uses most comes first, then what ships; nothing twice."""
    for industry in ("Zeppelins", "Zeppelins", "Apiaries"):
        add_customer(database, industry=industry)
    found = picklists.suggestions(database, Customer, "industry")
    assert found[:2] == ["Zeppelins", "Apiaries"]
    assert len(found) > 5
    assert len(found) == len(set(found))
