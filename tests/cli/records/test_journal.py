"""History, undo and redo."""

from __future__ import annotations

from tests.cli.runner import Capptro


def test_history_is_newest_first_with_what_changed(capptro: Capptro) -> None:
    assert capptro.json("history") == []
    assert capptro.done("history") == "Nothing has been changed yet.\n"
    capptro.add("customers", {"name": "Acme"}, {"name": "Other"})
    capptro.done("set", "C-1", "phone=111222")
    newest, *older = capptro.json("history")
    assert list(newest) == ["batch", "at", "by", "verb", "summary", "undone_by", "changes"]
    assert (newest["verb"], newest["summary"], newest["undone_by"]) == ("change", "Changed phone of Acme", None)
    assert newest["changes"] == [
        {
            "record": "customer", "number": "C-000001", "name": "Acme", "field": "phone",
            "from": "", "to": "111222",
        }
    ]  # fmt: skip
    assert [event["batch"] for event in older] == [newest["batch"] - 1, newest["batch"] - 2]
    assert {"field": "name", "from": None, "to": "Other"}.items() <= older[0]["changes"][0].items()
    assert len(capptro.json("history", "--limit", "1")) == 1


def test_history_of_one_record(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme"}, {"name": "Other"})
    capptro.add("contacts", {"customer": "C-1", "first_name": "Ann", "is_primary": True})
    capptro.done("set", "N-1", "last_name=Smith")
    assert [event["summary"] for event in capptro.json("history", "C-2")] == ["Created customer Other"]
    assert len(capptro.json("history", "C-1")) == 3
    event, created = capptro.json("history", "N-1")
    assert {"field": "last_name", "from": "", "to": "Smith"}.items() <= event["changes"][0].items()
    assert {one["field"]: one["to"] for one in created["changes"]}["is_primary"] is True
    text = capptro.done("history", "N-1")
    assert "Changed last name of Ann Smith" in text
    assert "Last name  (empty) → Smith" in text
    assert "Customer         Acme\n" in text


def test_undo_and_redo(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme", "phone": "111222"})
    before = capptro.json("show", "C-1")
    batch = capptro.json("history")[0]["batch"] + 1
    capptro.done("set", "C-1", "phone=333444")
    changed = capptro.json("show", "C-1")
    expected = {"record": "customer", "number": "C-000001", "name": "Acme", "field": "phone"}
    dry = capptro.json("undo", "--dry-run")
    assert dry == {"changes": [expected | {"from": "333444", "to": "111222"}]}
    assert capptro.json("show", "C-1") == changed
    assert capptro.json("undo") == dry | {"batch": batch + 1}
    assert capptro.json("show", "C-1") == before
    assert capptro.json("history")[1]["undone_by"] == batch + 1
    assert "undone by" in capptro.done("history")
    assert capptro.refused("undo", str(batch)) == f"Batch {batch} has been undone already."
    assert capptro.json("redo")["changes"] == [expected | {"from": "111222", "to": "333444"}]
    assert capptro.json("show", "C-1")["phone"] == "333444"
    assert capptro.refused("redo") == "There is nothing to redo."


def test_undo_of_everything(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme"})
    text = capptro.done("undo")
    assert text.startswith("Undid: Created customer Acme.\n")
    assert "removed" in text
    assert capptro.refused("undo") == "There is nothing to undo."
    assert capptro.refused("undo", "999") == "There is no batch 999 to undo."
    assert "BATCH takes a whole number, not “last”." in capptro.misused("undo", "last")
    assert capptro.refused("show", "C-1") == "There is no customer C-000001."
    assert capptro.json("history", "C-1")[0]["changes"][0]["to"] is None
    assert capptro.done("redo").startswith("Did again: Created customer Acme.\n")


def test_undo_of_what_has_been_changed_since(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme", "phone": "111222"})
    capptro.done("set", "C-1", "phone=333444")
    batch = str(capptro.json("history")[0]["batch"])
    capptro.done("set", "C-1", "phone=555666")
    result = capptro("undo", batch)
    assert (result.code, result.out) == (1, "")
    message, conflict = result.err.splitlines()
    assert "changed since" in message
    assert "555666" in conflict
    assert capptro.json("show", "C-1")["phone"] == "555666"
    capptro.done("undo", batch, "--force")
    assert capptro.json("show", "C-1")["phone"] == "111222"


def test_demo(absent: Capptro) -> None:
    assert absent.json("demo")["summary"].startswith("Loaded the sample business")
    assert len(absent.export("customers")) > 30
    assert absent.json("show", "C-1")["contacts"]
    assert "an empty database only" in absent.refused("demo")
    assert len(absent.json("history", "--limit", "1")[0]["changes"]) > 1000
    assert "Loaded the sample business" in absent.done("history", "C-1")


def test_undo_takes_the_sample_business_out_again(absent: Capptro) -> None:
    absent.done("demo")
    assert absent.json("undo")["changes"]
    assert absent.export("customers") == absent.export("work-items") == []
    assert absent.done("demo").startswith("Loaded the sample business")
