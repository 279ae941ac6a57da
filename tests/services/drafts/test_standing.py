"""What has become of a draft's record and links since it was typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Restored
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.types import locales
from capptro_tui.services.backups.taking import take_backup
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.drafts.links import follow_links
from capptro_tui.services.drafts.standing import Standing, standing, texts_now
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.services.restoring.restoring import restore_backup
from tests.support import Clock, add_contact, add_customer, add_work_item, batches, get

NOW = "2026-03-16T09:00:00Z"


def typed(database: Database, record: RecordType, row_id: int | None = None, **texts: str | int | bool) -> Draft:
    """A draft of a form opened now, in which these fields were typed or chosen."""
    contents = {
        name: FieldContent(value) if isinstance(value, str) else FieldContent("chosen", value)
        for name, value in texts.items()
    }
    return Draft(
        id="1",
        form="record",
        record=record.info.name,
        row_id=row_id,
        version=get(database, record, row_id)["version"] if row_id else 0,
        restore_id=database.guard.restore_id,
        contents=contents,
        typed=tuple(contents),
        typed_at=NOW,
    )


class TestStanding:
    def test_nothing_has_happened(self, database: Database) -> None:
        row_id = add_customer(database)
        assert standing(database, typed(database, Customer, row_id, phone="01632 960111")) is Standing.FRESH
        assert standing(database, typed(database, Customer, name="New")) is Standing.FRESH

    def test_its_record_was_changed(self, database: Database) -> None:
        row_id = add_customer(database)
        draft = typed(database, Customer, row_id, phone="01632 960111")
        records.change(database, Customer, row_id, {"fax": "01632 960222"})
        assert standing(database, draft) is Standing.CHANGED

    def test_another_record_was_changed(self, database: Database) -> None:
        draft = typed(database, Customer, add_customer(database), phone="01632 960111")
        records.change(database, Customer, add_customer(database, "Other"), {"fax": "01632 960222"})
        assert standing(database, draft) is Standing.FRESH

    def test_a_backup_was_restored(self, database: Database) -> None:
        """Whatever the version: the record may be the very one."""
        row_id = add_customer(database)
        backup = take_backup(database, "by-hand").path
        drafts = [typed(database, Customer, row_id, phone="01632 960111"), typed(database, Customer, name="New")]
        restore_backup(database, backup)
        assert get(database, Customer, row_id)["version"] == drafts[0].version
        assert [standing(database, draft) for draft in drafts] == [Standing.RESTORED] * 2

    @pytest.mark.parametrize("how", ["trash", "purge", "merge"])
    def test_its_record_is_gone(self, database: Database, how: str) -> None:
        row_id, other = add_customer(database, "Gone"), add_customer(database, "Stays")
        draft = typed(database, Customer, row_id, phone="01632 960111")
        if how == "merge":
            merge.merge(database, other, row_id)
        else:
            trash.delete(database, Customer, row_id)
        if how == "purge":
            trash.empty(database)
        assert standing(database, draft) is Standing.GONE

    def test_a_record_type_of_a_newer_program(self, database: Database) -> None:
        draft = Draft("1", "record", record="spaceship", contents={"name": FieldContent("x")}, typed=("name",))
        assert standing(database, draft) is Standing.UNKNOWN


class TestSaved:
    """A program that is killed between the commit and the end of the draft leaves what is saved already."""

    def test_a_change(self, database: Database) -> None:
        row_id = add_customer(database)
        draft = typed(database, Customer, row_id, phone="01632 960111", name="  Acme Limited ")
        records.change(database, Customer, row_id, {"phone": "01632 960111", "name": "  Acme Limited "})
        assert standing(database, draft) is Standing.SAVED

    def test_half_of_a_change(self, database: Database) -> None:
        row_id = add_customer(database)
        draft = typed(database, Customer, row_id, phone="01632 960111", fax="01632 960222")
        records.change(database, Customer, row_id, {"phone": "01632 960111"})
        assert standing(database, draft) is Standing.CHANGED

    def test_a_new_record(self, database: Database) -> None:
        customer = add_customer(database)
        draft = typed(database, WorkItem, title="Mend the roof", customer_id=customer)
        assert standing(database, draft) is Standing.FRESH
        add_work_item(database, customer)
        assert standing(database, draft) is Standing.SAVED

    def test_a_new_record_for_somebody_else(self, database: Database) -> None:
        """The same title for another customer is another work item."""
        draft = typed(database, WorkItem, title="Mend the roof", customer_id=add_customer(database))
        add_work_item(database, add_customer(database, "Other"))
        assert standing(database, draft) is Standing.FRESH

    def test_one_that_was_there_before(self, database: Database, clock: Clock) -> None:
        """Somebody types the same again."""
        clock.forward(hours=-1)
        add_work_item(database)
        clock.forward(hours=1)
        assert standing(database, typed(database, WorkItem, title="Mend the roof")) is Standing.FRESH

    @pytest.mark.parametrize("texts", [{"title": ""}, {"title": "Mend the roof", "scheduled_start": "never"}])
    def test_what_cannot_be_saved_is_not(self, database: Database, texts: dict[str, str]) -> None:
        add_work_item(database)
        assert standing(database, typed(database, WorkItem, **texts)) is Standing.FRESH

    def test_text_for_which_nothing_is_chosen_yet(self, database: Database) -> None:
        add_work_item(database)
        draft = typed(database, WorkItem, title="Mend the roof", customer_id="Zorro")
        assert standing(database, draft) is Standing.FRESH


class TestAnotherLocale:
    """Days and amounts typed before the business's language was changed say the same after it."""

    def test_what_was_typed_is_typed_anew(self, database: Database) -> None:
        draft = replace(typed(database, Task, title="02.01.2026", due="02.01.2026"), locale="de_DE")
        locales.show_in("en_US")
        assert texts_now(database, Task, draft, {})["due"] == FieldContent("Jan 2, 2026")
        assert texts_now(database, Task, draft, {})["title"] == FieldContent("02.01.2026")
        assert texts_now(database, Task, replace(draft, locale=""), {}) == draft.contents

    def test_what_was_saved_is_known_again(self, database: Database) -> None:
        row_id = add_work_item(database, None, "Roof", scheduled_start="2026-01-02 9:00")
        draft = replace(typed(database, WorkItem, row_id, scheduled_start="02.01.2026 9:00"), locale="de_DE")
        records.change(database, Settings, 1, {"locale": "en_US"})
        assert standing(database, draft) is Standing.SAVED


class TestLinks:
    def test_they_are_called_what_they_are_called_now(self, database: Database) -> None:
        customer = add_customer(database, "Before")
        contents = {"customer_id": FieldContent("Before", customer), "title": FieldContent("Mend")}
        records.change(database, Customer, customer, {"name": "After"})
        found = follow_links(database, WorkItem, contents)
        assert found == ({"customer_id": FieldContent("After", customer), "title": FieldContent("Mend")}, [])

    def test_a_merged_one_is_the_one_that_stays(self, database: Database) -> None:
        gone, stays = add_customer(database, "Gone"), add_customer(database, "Stays")
        merge.merge(database, stays, gone)
        found = follow_links(database, WorkItem, {"customer_id": FieldContent("Gone", gone)})
        assert found == ({"customer_id": FieldContent("Stays", stays)}, [])

    @pytest.mark.parametrize("is_purged", [False, True])
    def test_one_that_is_gone_leaves_its_name(self, database: Database, is_purged: bool) -> None:
        contact = add_contact(database, add_customer(database), "Bea")
        trash.delete(database, Contact, contact)
        if is_purged:
            trash.empty(database)
        found = follow_links(database, WorkItem, {"contact_id": FieldContent("Bea", contact)})
        assert found == ({"contact_id": FieldContent("Bea")}, [("Contact", "Bea")])


class TestAfterARestore:
    """What was read before a restore is not written over what was put back, though the program knows of the restore."""

    def test_neither_a_change_nor_a_new_record(self, database: Database) -> None:
        row_id = add_customer(database)
        backup = take_backup(database, "by-hand").path
        before, version = database.guard.restore_id, get(database, Customer, row_id)["version"]
        restore_backup(database, backup)
        count = batches(database)
        with pytest.raises(Restored):
            records.change(database, Customer, row_id, {"fax": "01632 960222"}, version, read_after=before)
        with pytest.raises(Restored):
            records.create(database, Customer, {"name": "New"}, read_after=before)
        assert batches(database) == count
        now = database.guard.restore_id
        records.change(database, Customer, row_id, {"fax": "01632 960222"}, version, read_after=now)
        records.create(database, Customer, {"name": "New"}, read_after=now)
        assert batches(database) == count + 2
