"""`deactivate`, `reactivate` and `reopen`."""

from __future__ import annotations

import pytest

from tests.cli.runner import Capptro


@pytest.fixture
def acme(capptro: Capptro) -> Capptro:
    """Acme (C-1) with a site, a contract, work (W-1) with a task, and work that is done (W-2)."""
    capptro.add("customers", {"name": "Acme"})
    capptro.add("sites", {"customer": "C-1", "name": "Works"})
    capptro.add("contracts", {"customer": "C-1", "title": "Care", "status": "active"})
    capptro.add("work-items", {"customer": "C-1", "title": "Roof"}, {"customer": "C-1", "title": "Done"})
    capptro.add("tasks", {"work_item": "W-1", "title": "Ladder"})
    capptro.done("set", "W-2", "status=completed")
    return capptro


def change(number: str, name: str, before: str, after: str) -> dict[str, object]:
    """A change of a state as it is printed."""
    record = {"C": "customer", "S": "site", "K": "contract", "W": "work_item", "T": "task"}[number[0]]
    return {"record": record, "number": number, "name": name, "field": "status", "from": before, "to": after}


DOWN = [
    change("C-000001", "Acme", "active", "deactivated"),
    change("S-000001", "Works", "active", "deactivated"),
    change("K-000001", "Care", "active", "cancelled"),
    change("W-000001", "Roof", "new", "cancelled"),
    change("T-000001", "Ladder", "open", "cancelled"),
]
BACK = [
    change("C-000001", "Acme", "deactivated", "active"),
    change("S-000001", "Works", "deactivated", "active"),
]


def statuses(capptro: Capptro) -> list[str]:
    """The states of what there is."""
    return [capptro.json("show", number)["status"] for number in ("S-1", "K-1", "W-1", "W-2", "T-1")]


def test_what_would_happen_and_what_happened(acme: Capptro) -> None:
    """The same list; the dry run changes nothing, the other has a batch, too."""
    before = statuses(acme)
    assert acme.json("deactivate", "C-1", "--dry-run") == {"changes": DOWN}
    assert statuses(acme) == before
    assert acme.json("deactivate", "c1") == {"changes": DOWN, "batch": acme.json("history")[0]["batch"]}
    assert acme.json("reactivate", "C-1", "--dry-run") == {"changes": BACK}
    assert acme.json("reactivate", "C-1") == {"changes": BACK, "batch": acme.json("history")[0]["batch"]}
    assert statuses(acme) == ["active", "cancelled", "cancelled", "completed", "cancelled"]
    acme.done("undo")
    acme.done("undo")
    assert statuses(acme) == before


def test_what_comes_back_is_named(acme: Capptro) -> None:
    """One by one, or all of it."""
    acme.done("deactivate", "C-1")
    with_work = acme.json("reactivate", "C-1", "--with", "W-1", "--with", "k-1", "--dry-run")["changes"]
    assert with_work[2:] == [
        change("W-000001", "Roof", "cancelled", "new"),
        change("K-000001", "Care", "cancelled", "active"),
    ]
    before = acme.json("reactivate", "C-1", "--all", "--dry-run")
    done = acme.json("reactivate", "C-1", "--all")
    assert [one["number"] for one in done["changes"][2:]] == ["K-000001", "W-000001", "T-000001"]
    assert before["changes"] == done["changes"]
    assert statuses(acme) == ["active", "active", "new", "completed", "open"]


def test_told_to_people(acme: Capptro) -> None:
    """Line by line; what stays cancelled is listed with the state that it had."""
    text = acme.done("deactivate", "C-1", "--dry-run")
    assert text.startswith("Nothing was changed. This would happen:\n")
    assert "Status: New → Cancelled" in text
    assert acme.done("deactivate", "C-1").startswith("Deactivated customer Acme.\n")
    acme.done("set", "W-1", "title=The roof")
    text = acme.done("reactivate", "C-1", "--dry-run", "--with", "K-1")
    told = text[text.index("This was cancelled with it and stays so, unless") :]
    assert [line.split() for line in told.splitlines()[2:]] == [
        ["W-000001", "The", "roof", "New", "title"],
        ["T-000001", "Ladder", "Open"],
    ]
    assert "stays so" not in acme.done("reactivate", "C-1", "--dry-run", "--all")
    text = acme.done("reactivate", "C-1")
    assert text.startswith("Reactivated customer Acme.\n")
    assert "“reopen” opens one of it again" in text


def test_by_the_status_itself(acme: Capptro) -> None:
    """`set` does the same."""
    acme.done("set", "C-1", "status=deactivated")
    assert statuses(acme) == ["deactivated", "cancelled", "cancelled", "completed", "cancelled"]
    assert acme.json("reactivate", "C-1")["changes"] == BACK


def test_a_site(acme: Capptro) -> None:
    """Alone."""
    assert [one["number"] for one in acme.json("deactivate", "S-1")["changes"]] == ["S-000001"]
    assert acme.done("reactivate", "S-1").startswith("Reactivated site Works.\n")


def test_reopen(acme: Capptro) -> None:
    """To where work goes on."""
    planned = acme.json("reopen", "W-2", "--dry-run")
    assert planned == {"changes": [change("W-000002", "Done", "completed", "in_progress")]}
    assert acme.json("reopen", "W-2") == planned | {"batch": acme.json("history")[0]["batch"]}
    assert acme.json("show", "W-2")["status"] == "in_progress"


def test_refused(acme: Capptro) -> None:
    """Each in one plain sentence."""
    assert acme.refused("reactivate", "C-1") == "Acme (C-000001) is active already."
    assert "Work items are not activated" in acme.refused("deactivate", "W-1")
    assert acme.refused("reopen", "W-1") == "Roof (W-000001) is new, so there is nothing to reopen."
    assert acme.refused("deactivate", "C-9") == "There is no customer C-000009."
    assert "is not a number" in acme.refused("deactivate", "Acme")
    assert "A work item that is completed stays so. Reopen it first." in acme.refused("set", "W-2", "status=new")
    acme.done("deactivate", "C-1")
    assert acme.refused("deactivate", "C-1") == "Acme (C-000001) is deactivated already."
    for ref in ("W-2", "W-9", "S-1"):
        assert "is not among what that deactivation cancelled" in acme.refused("reactivate", "C-1", "--with", ref)
    assert "is not a number" in acme.refused("reactivate", "C-1", "--with", "Roof")
    acme.done("delete", "C-1")
    assert acme.refused("reactivate", "C-1") == "Acme is in the trash. Restore it first."
