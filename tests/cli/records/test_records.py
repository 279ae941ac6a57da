"""Adding, finding, showing, changing, deleting and exporting single records."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.records import records
from tests.cli.runner import Capptro
from tests.support import digest

ACME = {"name": "Acme Ltd", "phone": "01632 960123", "email": "office@acme.example", "billing_postcode": "01234"}


def test_add_by_options_prints_the_number(capptro: Capptro) -> None:
    assert capptro.done("add", "customers", "--name", "Acme Ltd", "--alt-phone", "01632 960124") == "C-000001\n"
    customer = capptro.json("show", "C-1")
    assert (customer["name"], customer["alt_phone"], customer["status"]) == ("Acme Ltd", "01632 960124", "active")


def test_add_by_options_prints_the_record_as_json(capptro: Capptro) -> None:
    [customer] = capptro.add("customers", ACME)
    words = ("--customer", "c-1", "--first-name", "Ann", "--is-primary", "--set", "role=Owner")
    contact = capptro.json("add", "contacts", *words)
    assert contact["number"] == "N-000001"
    assert contact["customer"] == customer
    assert (contact["first_name"], contact["is_primary"], contact["role"]) == ("Ann", True, "Owner")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("customers", "--name", "  "), "Name must be filled in."),
        (("customers", "--phone", "123"), "Name must be filled in."),
        (("customers", "--name", "x" * 10_000), "Name is too long: 10,000 characters, at most 200 fit."),
        (("customers", "--name", "a\nb"), "Name must be on one line."),
        (("customers", "--name", "A", "--email", "nobody"), "Email is not an email address."),
        (("customers", "--name", "A", "--phone", "call me"), "Phone is not a phone number"),
        (("customers", "--name", "A", "--billing-lat", "91"), "Billing latitude must be between -90 and 90."),
        (("customers", "--name", "A", "--set", "nam=x"), "Customer has no field “nam”."),
        (("customers", "--name", "A", "--set", "version=3"), "“version” is filled in by the program."),
        (("customers", "--name", "A", "--set", "CustomerID=3"), "“CustomerID” is filled in by the program."),
        (("customers", "--name", "\udcff"), "Name holds half a character"),
        (("customers", "--name", "A", "--custom-fields", '{"a": NaN}'), "Custom fields: NaN is not a number in JSON."),
        (("contacts", "--first-name", "Ann"), "Customer must be filled in."),
        (("contacts", "--first-name", "Ann", "--customer", "C-9"), "Customer: C-000009 is unknown."),
        (("contacts", "--first-name", "Ann", "--customer", "W-9"), "Customer: “W-9” is not the number of a customer"),
        (("work-items", "--title", "Fix", "--status", "done"), "Status must be one of: New, Scheduled"),
        (("work-items", "--title", "Fix", "--scheduled-start", "soon"), "“soon” is not a day and time"),
    ],
)
def test_add_refuses_in_one_line(capptro: Capptro, words: tuple[str, ...], message: str) -> None:
    assert message in capptro.refused("add", *words)
    assert capptro.export(words[0]) == []


def test_links_are_given_by_number_or_id_and_shown_by_number(capptro: Capptro) -> None:
    capptro.add("customers", ACME)
    capptro.add("contacts", {"customer": 1, "first_name": "Ann"}, {"customer_id": "C1", "first_name": "Bob"})
    item = {"title": "Fix", "customer": "C-1", "contact": "2", "scheduled_start": "2026-03-31 8:00"}
    capptro.add("work-items", item | {"scheduled_end": "+90"})
    [item] = capptro.export("work-items")
    assert item["number"] == "W-000001"
    assert (item["customer"], item["customer_name"], item["contact"]) == ("C-000001", "Acme Ltd", "N-000002")
    assert (item["scheduled_start"], item["scheduled_end"]) == ("2026-03-31T08:00", "2026-03-31T09:30")
    assert item["assigned_user"] is None
    assert [contact["customer"] for contact in capptro.export("contacts")] == ["C-000001", "C-000001"]


def test_show_a_customer_is_the_whole_page(capptro: Capptro) -> None:
    capptro.add("customers", ACME | {"description": "first\nsecond"}, {"name": "Other"})
    capptro.add("contacts", {"customer": "C-1", "first_name": "Ann"}, {"customer": "C-2", "first_name": "Bob"})
    capptro.add("work-items", {"customer": "C-1", "title": "Fix the boiler", "priority": "urgent"})
    page = capptro.json("show", "C-000001")
    assert page["number"] == "C-000001"
    assert page["billing_postcode"] == "01234"
    assert page["trashed"] is False
    assert [contact["first_name"] for contact in page["contacts"]] == ["Ann"]
    assert [item["title"] for item in page["work_items"]] == ["Fix the boiler"]

    text = capptro.done("show", "C-1")
    assert text.startswith("Acme Ltd  (customer C-000001)\n")
    for part in ("01632 960123", "Ann", "Fix the boiler", "‼ Urgent", "History", "Created customer Acme Ltd"):
        assert part in text
    assert "first\n" in text
    assert "second\n" in text
    assert "Bob" not in text


def test_show_other_records(capptro: Capptro) -> None:
    capptro.add("customers", ACME)
    capptro.add("work-items", {"customer": "C-1", "title": "Fix", "notes": "At the back door"})
    item = capptro.json("show", "w1")
    assert (item["number"], item["customer_name"]) == ("W-000001", "Acme Ltd")
    assert "contacts" not in item
    text = capptro.done("show", "W-1")
    assert "C-000001  Acme Ltd" in text
    assert "At the back door" in text
    user = capptro.json("show", "U-1")
    assert user["login"]
    assert user["full_name"] in capptro.done("show", "U-1")


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("C-7", "There is no customer C-000007."),
        ("W-999999999999999999", "There is no work item W-999999999999999999."),
        ("Acme", "“Acme” is not a number. Numbers look like C-000042 (or C-42)."),
        ("X-1", "“X-1” is not a number. Numbers look like C-000042 (or C-42)."),
        ("B-1", "“B-1” is not a number. Numbers look like C-000042 (or C-42)."),
        ("C-0", "“C-0” is not a number. Numbers look like C-000042 (or C-42)."),
    ],
)
@pytest.mark.parametrize("verb", ["show", "set", "delete", "restore", "history"])
def test_a_number_that_does_not_exist(capptro: Capptro, verb: str, ref: str, message: str) -> None:
    words = ("name=x",) if verb == "set" else ()
    assert capptro.refused(verb, ref, *words) == message


def test_set_changes_fields(capptro: Capptro) -> None:
    capptro.add("customers", ACME)
    changed = capptro.json("set", "C-1", "phone=", "alt-phone=01632 960999", "CustomerRefNo=0007", "name=a=b")
    assert (changed["phone"], changed["alt_phone"], changed["account"]) == ("", "01632 960999", "0007")
    assert changed["name"] == "a=b"
    text = capptro.done("set", "C-1", "name=Acme")
    assert text.startswith("Changed name of Acme.\n")
    assert "Name: a=b → Acme" in text
    assert capptro.done("set", "C-1", "name=Acme") == "There was nothing to change.\n"


def test_set_links_and_unlinks(capptro: Capptro) -> None:
    capptro.add("customers", ACME)
    capptro.add("work-items", {"title": "Fix"})
    assert capptro.json("set", "W-1", "customer=C-1")["customer_name"] == "Acme Ltd"
    item = capptro.json("set", "W-1", "customer=")
    assert (item["customer"], item["customer_name"]) == (None, "Acme Ltd")


def test_set_with_a_version_that_has_moved_on(capptro: Capptro) -> None:
    capptro.add("customers", ACME)
    version = capptro.json("show", "C-1")["version"]
    newer = capptro.json("set", "C-1", "phone=111222", "--version", str(version))["version"]
    assert newer > version
    message = capptro.refused("set", "C-1", "phone=333444", "--version", str(version))
    assert message.startswith("Acme Ltd has been changed by")
    assert capptro.json("show", "C-1")["phone"] == "111222"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("nam=x", "Customer has no field “nam”. Did you mean “name”?"),
        ("name=", "Name must be filled in."),
        ("number=C-2", "“number” is filled in by the program."),
        ("CustomerNumber=C-2", "“CustomerNumber” is filled in by the program."),
        ("custom_fields=[1]", "Custom fields must be a set of names and values."),
    ],
)
def test_set_refuses(capptro: Capptro, word: str, message: str) -> None:
    capptro.add("customers", ACME)
    before = capptro.json("show", "C-1")
    assert capptro.refused("set", "C-1", word) == message
    assert capptro.json("show", "C-1") == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("set", "C-1"), "FIELD=VALUE is missing."),
        (("set", "C-1", "name"), "“name” should look like field=value."),
        (("set", "C-1", "=x"), "“=x” should look like field=value."),
        (("set", "C-1", "name=x", "name=y"), "“name” is given twice."),
        (("set", "C-1", "name=x", "--version", "one"), "--version takes a whole number, not “one”."),
        (("add", "customers", "--name", "x", "--set", "name=x"), "“name” is given twice."),
    ],
)
def test_wrong_usage(capptro: Capptro, words: tuple[str, ...], message: str) -> None:
    assert message in capptro.misused(*words)


def test_delete_and_restore(capptro: Capptro) -> None:
    capptro.add("customers", ACME)
    capptro.add("contacts", {"customer": "C-1", "first_name": "Ann"})
    capptro.add("work-items", {"customer": "C-1", "contact": "N-1", "title": "Fix"})
    expected = {
        ("customer", "C-000001", "Acme Ltd", "trashed", False, True),
        ("contact", "N-000001", "Ann", "trashed", False, True),
        ("work_item", "W-000001", "Fix", "customer", "C-000001", None),
        ("work_item", "W-000001", "Fix", "contact", "N-000001", None),
    }
    dry = capptro.json("delete", "C-1", "--dry-run")
    assert set(dry) == {"changes"}
    assert {tuple(change.values()) for change in dry["changes"]} == expected
    assert list(dry["changes"][0]) == ["record", "number", "name", "field", "from", "to"]
    assert capptro.json("show", "C-1")["trashed"] is False

    done = capptro.json("delete", "C-1")
    assert done["changes"] == dry["changes"]
    assert done["batch"] == capptro.json("history")[0]["batch"]
    assert capptro.export("customers") == capptro.export("contacts") == []
    [item] = capptro.export("work-items")
    assert (item["customer"], item["customer_name"], item["contact"]) == (None, "Acme Ltd", None)
    assert "Acme Ltd (no longer linked)" in capptro.done("show", "W-1")
    page = capptro.json("show", "C-1")
    assert page["trashed"] is True
    assert [contact["trashed"] for contact in page["contacts"]] == [True]
    assert capptro.done("show", "C-1").startswith("Acme Ltd  (customer C-000001, in the trash)\n")
    assert capptro.refused("delete", "C-1") == "C-000001 is in the trash already."
    assert capptro.refused("restore", "N-1").endswith("Restore C-000001 first.")

    assert set(capptro.json("restore", "C-1", "--dry-run")) == {"changes"}
    back = capptro.json("restore", "C-1")
    assert {tuple(change.values()) for change in back["changes"]} == {
        (record, ref, name, field, after, before) for record, ref, name, field, before, after in expected
    }
    [item] = capptro.export("work-items")
    assert (item["customer"], item["contact"]) == ("C-000001", "N-000001")
    assert capptro.refused("restore", "C-1") == "C-000001 is not in the trash."


def test_delete_and_restore_tell_people_what_went_along(capptro: Capptro) -> None:
    capptro.add("customers", ACME)
    capptro.add("contacts", {"customer": "C-1", "first_name": "Ann"})
    capptro.add("work-items", {"customer": "C-1", "title": "Fix"})
    text = capptro.done("delete", "C-1", "--dry-run")
    assert text.startswith("Nothing was changed. This would happen:\n")
    text = capptro.done("delete", "C-1")
    assert text.startswith("Deleted customer Acme Ltd.\n")
    assert "Customer: C-000001 → (empty)" in text
    assert text.count("into the trash") == 2
    assert capptro.done("restore", "C-1").count("out of the trash") == 2


def test_find_is_best_first(capptro: Capptro) -> None:
    capptro.add("customers", ACME, {"name": "Café Zoë", "account": "0042"}, {"name": "Acme Leeds"})
    capptro.add("contacts", {"customer": "C-2", "first_name": "Ann", "last_name": "Smith", "phone": "07700 900111"})
    capptro.add("work-items", {"customer": "C-2", "title": "Oven"})
    [hit] = capptro.json("find", "zoe cafe", "--only", "customers")
    assert hit == {
        "record": "customer", "number": "C-000002", "name": "Café Zoë", "score": hit["score"], "matched": "name",
    }  # fmt: skip
    assert [hit["number"] for hit in capptro.json("find", "acme")][:2] == ["C-000001", "C-000003"]
    assert [hit["score"] for hit in capptro.json("find", "cafe")] == sorted(
        (hit["score"] for hit in capptro.json("find", "cafe")), reverse=True
    )
    assert capptro.json("find", "960 123")[0]["matched"] == "phone"
    assert capptro.json("find", "office@ac")[0]["matched"] == "email"
    assert capptro.json("find", "0042")[0]["matched"] == "account"
    assert capptro.json("find", "W-1")[0] == {
        "record": "work_item", "number": "W-000001", "name": "Oven", "score": 100, "matched": "number",
    }  # fmt: skip
    assert {hit["record"] for hit in capptro.json("find", "ann", "smith")} == {"contact", "customer"}
    assert len(capptro.json("find", "acme", "--limit", "1")) == 1
    assert capptro.json("find", "nowhere near anything") == []


def test_find_for_people(capptro: Capptro) -> None:
    capptro.add("customers", ACME)
    lines = capptro.done("find", "960123").splitlines()
    assert [line.split() for line in lines] == [
        ["Number", "Name", "Record", "Found", "in"],
        ["C-000001", "Acme", "Ltd", "Customer", "phone"],
    ]
    assert capptro.done("find", "xyzzy") == "Nothing is found for “xyzzy”.\n"
    assert capptro.refused("find", " ").startswith("Say what to look for")
    assert "“boats” are no records" in capptro.misused("find", "x", "--only", "boats")
    assert "--limit must be from 1 to 10,000." in capptro.misused("find", "x", "--limit", "0")


def test_export_is_one_list_in_the_order_of_the_numbers(capptro: Capptro) -> None:
    assert capptro.done("export", "customers") == "[\n]\n"
    capptro.add("customers", *({"name": f"Customer {count}"} for count in range(3)))
    capptro.done("delete", "C-2")
    assert [one["CustomerNumber"] for one in capptro.export("customers")] == ["C-000001", "C-000003"]
    assert "“boats” are no records" in capptro.misused("export", "boats")
    assert "“cvs” is no format" in capptro.misused("export", "customers", "--format", "cvs")


def test_export_reads_block_by_block(capptro: Capptro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capptro_tui.db.read.snapshot.BLOCK", 2)
    numbers = capptro.add("customers", *({"name": f"Customer {count}"} for count in range(5)))
    assert [one["CustomerNumber"] for one in capptro.export("customers")] == numbers


def test_export_into_a_file_replaces_it_whole(capptro: Capptro, tmp_path: Path) -> None:
    capptro.add("customers", ACME)
    target = tmp_path / "out.json"
    target.write_text("old")
    assert capptro.done("export", "customers", "-o", str(target)) == f"Written to {target}.\n"
    assert json.loads(target.read_text()) == capptro.export("customers")
    assert target.stat().st_mode & 0o077 == 0
    assert capptro.done("export", "customers", "-o", "-") == capptro.done("export", "customers")
    assert sorted(path.name for path in tmp_path.iterdir() if "out" in path.name) == ["out.json"]


def test_export_never_overwrites_the_database(capptro: Capptro, tmp_path: Path) -> None:
    capptro.add("customers", ACME)
    before = digest(capptro.path)
    (tmp_path / "alias.db").symlink_to(capptro.path)
    (tmp_path / "hard.db").hardlink_to(capptro.path)
    for name in ("desk.db", "desk.db-wal", "alias.db", "hard.db"):
        assert "is the database itself" in capptro.refused("export", "customers", "-o", str(tmp_path / name))
    assert digest(capptro.path) == before
    assert "cannot be written: Is a directory" in capptro.refused("export", "customers", "-o", str(tmp_path))
    assert "cannot be written" in capptro.refused("export", "customers", "-o", str(tmp_path / "none" / "x.json"))


def test_a_work_item_is_scheduled_by_its_start(capptro: Capptro) -> None:
    """By a line of JSON, by options, by `set`; and taking the start away makes it new again."""
    start, end = "2026-03-31 8:00", "+90"
    capptro.add("work-items", {"title": "One", "scheduled_start": start, "scheduled_end": end, "status": "new"})
    capptro.done("add", "work-items", "--title", "Two", "--scheduled-start", start)
    capptro.add("work-items", {"title": "Three"})
    capptro.done("set", "W-3", f"scheduled_start={start}", f"scheduled_end={end}")
    assert [one["status"] for one in capptro.export("work-items")] == ["scheduled"] * 3
    assert "End is now 2 Apr 2026 10:30." in capptro.done("set", "W-3", "scheduled_start=2026-04-02 9:00")
    for number in ("W-1", "W-2"):
        capptro.done("set", number, "scheduled_start=")
    capptro.done("set", "W-3", "status=new")
    shown = [(one["status"], one["scheduled_start"], one["scheduled_end"]) for one in capptro.export("work-items")]
    assert shown == [("new", None, None)] * 3


def test_a_reopened_work_item_does_not_start_in_the_past(capptro: Capptro) -> None:
    capptro.add("work-items", {"title": "One", "scheduled_start": "2001-03-31 8:00", "status": "cancelled"})
    assert "in the past" in capptro.done("reopen", "W-1")
    shown = capptro.json("show", "W-1")
    assert (shown["status"], shown["scheduled_start"]) == ("new", None)
    capptro.done("undo")
    assert capptro.json("show", "W-1")["scheduled_start"] == "2001-03-31T08:00"


def test_a_contact_who_has_left(capptro: Capptro) -> None:
    """`set` marks one, another primary contact is asked for, and the page and the JSON say it."""
    capptro.add("customers", {"name": "Acme"})
    capptro.add("contacts", *({"customer": "C-1", "first_name": name} for name in ("Bea", "Cy")))
    capptro.done("set", "N-1", "is_primary=yes")
    told = capptro.done("set", "N-1", "left=yes")
    assert "Acme has no primary contact any more." in told
    assert "Cy (N-000002)" in told
    shown = capptro.json("show", "N-1")
    assert (shown["left"], shown["is_primary"]) == (True, False)
    assert "Has left" in capptro.done("show", "N-1")
    assert "has left" in capptro.refused("set", "N-1", "is_primary=yes")
    capptro.done("undo")
    shown = capptro.json("show", "N-1")
    assert (shown["left"], shown["is_primary"]) == (False, True)
    assert capptro.export("contacts")[1]["left"] is False
    assert "yes or no" in capptro.refused("set", "N-1", "left=perhaps")


def test_a_users_login_is_theirs_whatever_its_case(capptro: Capptro) -> None:
    """By a line of JSON, by options and by `set`; what a user has made names them after they are renamed."""
    capptro.add("users", {"login": "bo", "full_name": "Bo Reed"})
    answer = capptro("add", "users", stdin='{"login": "BO", "full_name": "Another"}\n')
    assert (answer.code, "is the login of Bo Reed" in answer.out) == (1, True)
    assert "is the login of Bo Reed" in capptro.refused("add", "users", "--login", "Bo", "--full-name", "Another")
    me = next(one for one in capptro.export("users") if one["number"] != "U-000002")
    assert "is the login of" in capptro.refused("set", "U-2", f"login={me['login'].upper()}")
    capptro.done("set", me["number"], "login=somebody", "full_name=Some Body")
    assert "by Some Body" in capptro.done("show", "U-2")
    assert len(capptro.export("users")) == 2
    assert "former_logins" in capptro.refused("set", "U-2", "former_logins=x")


def test_days_are_shown_as_the_business_writes_them_and_iso_in_json(capptro: Capptro) -> None:
    """In records, lists, history and statement; what is printed for people is taken again, and changes nothing."""
    capptro.add("customers", {"CustomerName": "Acme"})
    capptro.add("work-items", {"title": "One", "customer": "C-1", "scheduled_start": "2030-04-02 14:30"})
    capptro.add("orders", {"customer": "C-1", "day": "2026-01-02", "status": "confirmed"})
    for locale, day, moment in (
        ("en_GB", "2 Jan 2026", "2 Apr 2030 14:30"),
        ("de_DE", "02.01.2026", "02.04.2030 14:30"),
        ("en_US", "Jan 2, 2026", "Apr 2, 2030 2:30 PM"),
    ):
        with closing(Database.open(capptro.path)) as database:
            records.change(database, Settings, 1, {"locale": locale})
        assert moment in capptro.done("show", "W-1")
        assert moment in capptro.done("show", "C-1")
        assert moment in capptro.done("history", "W-1")
        assert day in capptro.done("statement", "C-1", "--from", day)
        capptro.done("set", "W-1", f"scheduled_start={moment}")
        capptro.done("set", "O-1", f"day={day}")
        assert capptro.json("show", "W-1")["scheduled_start"] == "2030-04-02T14:30"
        assert capptro.json("statement", "C-1", "--from", day)["from"] == "2026-01-02"
        assert capptro.export("orders")[0]["day"] == "2026-01-02"
