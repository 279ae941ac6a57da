"""No verb loads SQLModel or SQLAlchemy for a database that is there: only making and migrating a file needs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from capptro_tui.cli.verbs import VERBS
from tests.support import ROOT

from .runner import Capptro

WORDS: dict[str, Sequence[tuple[str, ...]]] = {
    "find": [("acme",), ("acme", "--json")],
    "list": [("customers",), ("customers", "--where", "name=Acme", "--json")],
    "show": [("C-1",), ("C-1", "C-2", "--json")],
    "add": [("customers", "--name", "Bolt"), ("orders", "--customer", "C-1", "--json")],
    "set": [("C-1", "phone=01632 960123"), ("C-1", "name=Acme", "--json")],
    "history": [(), ("C-1", "--json")],
    "undo": [("--dry-run",), ()],
    "redo": [()],
    "statement": [("C-1",)],
    "aging": [()],
    "near": [("54.97,-1.61",)],
    "geofence": [("import", "C-1", "area.json"), ("export",)],
    "forms": [("html", "E-1"), ("publish",)],
    "submissions": [("add", "-"), ("collect",)],
    "deactivate": [("C-1",)],
    "reactivate": [("C-1",)],
    "reopen": [("W-1",)],
    "duplicates": [()],
    "merge": [("C-1", "C-2", "--dry-run"), ("C-1", "C-2")],
    "delete": [("W-1",), ("W-2", "W-3")],
    "restore": [("W-1",), ("W-2", "W-3")],
    "attach": [("C-1", "plan.txt")],
    "attachments": [("C-1",)],
    "open": [("D-9",)],
    "import": [("customers", "list.csv", "--dry-run"), ("customers", "list.csv", "--json")],
    "export": [("customers",), ("orders", "-o", "orders.csv"), ("customers", "-o", "customers.vcf")],
    "leave": [("left",)],
    "backup": [()],
    "backups": [()],
    "check": [()],
    "recover": [()],
    "where": [()],
    "demo": [()],
    "completion": [("bash",)],
    "config": [()],
}
"""Words of each verb that are done or refused on the database of the test, in this order."""

MAKE_FILES = {"restore-backup", "salvage", "import"}
"""Verbs that make a database or bring an old one up to date."""

CODE = """
import json, os, sys
from capptro_tui.cli import main
slow = {"sqlmodel", "sqlalchemy", "alembic", "pydantic"}

def wrong(words):
    code = main(words)
    if found := slow & sys.modules.keys():
        return f"{words}: {found}"
    return "" if code in (0, 1) else f"{words}: {code}"

found = []
for runs in json.loads(sys.argv[1]):
    hears, says = os.pipe()
    if not os.fork():
        os.write(says, (next(filter(None, map(wrong, runs)), "") or "well").encode())
        os._exit(0)
    os.close(says)
    os.wait()
    found.append(os.read(hears, 9999).decode() or f"{runs} came to no end")
    os.close(hears)
sys.exit("\\n".join(said for said in found if said != "well") or 0)
"""
"""Does what each verb is for in a process of its own, which has loaded no more than every command line loads."""


def test_no_verb_loads_what_makes_files(capptro: Capptro, home: Path) -> None:
    capptro.add("customers", {"name": "Acme"}, {"name": "Acme Ltd"})
    capptro.add("work-items", *({"customer": "C-1", "title": title, "status": "completed"} for title in "ABC"))
    (home / "plan.txt").write_text("Mend the roof")
    (home / "list.csv").write_text("Name,Phone\nBolt,01632 960111\n")
    ring = [[-1.6, 54.9], [-1.5, 54.9], [-1.5, 55.0], [-1.6, 54.9]]
    (home / "area.json").write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    runs = []
    for verb, every in WORDS.items():
        path = capptro.path.with_name(f"{verb}.db")
        shutil.copy(capptro.path, path)
        if verb == "restore":
            capptro.done("delete", "W-1", "W-2", "W-3", "--db", str(path))
        database = () if verb in ("completion", "config") else ("--db", str(path))
        runs.append([[verb, *words, *database] for words in every])
    found = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps(runs)],
        cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr


def test_nothing_of_the_import_is_loaded_before_it_is_needed(capptro: Capptro, home: Path) -> None:
    """Finding a customer and starting the app do without it."""
    capptro.add("customers", {"name": "Acme"})
    code = (
        "import sys\nfrom capptro_tui.cli import main\nimport capptro_tui.app\nmain(sys.argv[1:])\n"
        "rooms = tuple(f'capptro_tui.exchange.{room}' for room in ('formats', 'understanding', 'importing'))\n"
        "rooms += ('capptro_tui.services.importing', 'python_calamine')\n"
        "sys.exit(str([name for name in sys.modules if name.startswith(rooms)]).strip('[]'))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, "find", "acme", "--db", str(capptro.path)],
        cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Acme" in found.stdout
    assert found.stderr.strip() == ""


STARTED = """
import asyncio, sys
from pathlib import Path
from capptro_tui.app import CapptroApp
from capptro_tui.db.database import Database

async def work(path):
    database = Database.open(path)
    app = CapptroApp(path, database)
    async with app.run_test() as pilot:
        for key in ("2", "s", "enter", "escape", "n", "escape", "ctrl+p", "i", "m", "p", "escape", "g", "escape"):
            await pilot.press(key)
            await pilot.pause()
    app.close_drafts()
    database.close()
    rooms = tuple(f"capptro_tui.exchange.{room}" for room in ("formats", "understanding", "importing", "exporting"))
    rooms += ("capptro_tui.screens.importing", "capptro_tui.screens.exporting", "capptro_tui.services.importing")
    print([name for name in sys.modules if name.startswith(rooms)])

asyncio.run(work(Path(sys.argv[1])))
"""


def test_the_start_and_the_screens_of_every_day_load_nothing_of_import_and_export(capptro: Capptro, home: Path) -> None:
    """A list, a page, a form and the palette do without it, though the palette offers it."""
    capptro.add("customers", {"name": "Acme"})
    found = subprocess.run(
        [sys.executable, "-c", STARTED, str(capptro.path)],
        cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (found.stdout.strip(), found.returncode) == ("[]", 0), found.stderr


def test_every_verb_is_looked_at() -> None:
    assert WORDS.keys() | MAKE_FILES == VERBS.keys()
