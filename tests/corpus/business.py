"""Fills a new database through the services of whichever program is on the path: a business of some weeks.

`python business.py FOLDER` is started by `make.py` from within a program of an earlier release, so it uses no more than
that program has: what is missing there is left out. In FOLDER it leaves `desk.db`, the documents beside it, and
`story.json`: what the desk held after each undo, newest first, and after everything had been done again. That is what
the program of its time made of its own journal. All names are invented.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import shutil
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from capptro_tui import services
from capptro_tui.db.database import Database
from capptro_tui.errors import Missing, Refused

try:
    from capptro_tui.models.shipped import SHIPPED

    RECORDS = SHIPPED.records
except ImportError:  # a program of an earlier schema
    from capptro_tui.models.registry import RECORDS


def service(name: str) -> Any:
    """A module of services by its name, in whichever room this program has it, or None where it has none."""
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        if not module.ispkg and module.name.endswith(f".{name}"):
            return importlib.import_module(module.name)
    return None


records, trash, undo = map(service, ("records", "trash", "undo"))
settings = service("business_settings") or service("desk")  # its name in older programs

HOSTILE = (
    "[/]", "[@click=app.quit]press[/]", "ACME [Leeds] Ltd", "\x1b]0;owned\x07\x1b[2J", "a\x00b", "\u202egnp.exe",
    "z\u200bw\u200dj\ufeff", "e\u0301\u0301\u0301", "👩‍👩‍👧‍👦 & 🏳️‍🌈", "שלום עולם", "株式会社カプトロ",
    "'; DROP TABLE customer; --", "%s {0} $(reboot)", "100%_!\\", '"quoted" \'and\' `ticked`', "NULL",
)  # fmt: skip
"""One-line texts that break careless programs."""

TYPES = {record.info.name: record for record in RECORDS}
AREA = '{"type": "Polygon", "coordinates": [[[-1.6, 54.9], [-1.5, 54.9], [-1.5, 55.0], [-1.6, 55.0], [-1.6, 54.9]]]}'


class Clock:
    """A minute later each time that it is asked."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


class Desk:
    """The services, with records named by the names of their types."""

    def __init__(self, path: Path) -> None:
        clock = Clock()
        self.ann = Database.create(path, by=("ann", "Ann Example"), clock=clock)
        self.bob = Database.open(path, by=("bob", "Bob O'Example"), clock=clock)

    def add(self, name: str, /, **typed: Any) -> int:
        """Create a record of the fields that this program knows; its id."""
        record = TYPES[name]
        return int(records.create(self.ann, record, _known(name, typed)).row_id)

    def change(self, name: str, row_id: int, /, **typed: Any) -> None:
        """Change fields of a record, those that this program knows."""
        records.change(self.bob, TYPES[name], row_id, _known(name, typed))

    def delete(self, name: str, row_id: int) -> None:
        """Put a record into the trash."""
        trash.delete(self.ann, TYPES[name], row_id)

    def restore(self, name: str, row_id: int) -> None:
        """Take a record out of the trash."""
        trash.restore(self.bob, TYPES[name], row_id)


def _known(name: str, typed: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in typed.items() if field in TYPES[name].fields}


def write_business(made: Desk, folder: Path) -> None:
    """All batches, in the order in which features came to the program."""
    people_and_work(made)
    if merge := service("merge"):
        merged_and_many(made, merge)
    if "site" in TYPES:
        places_and_money(made)
        deactivated(made)
    if "attachment" in TYPES:
        documents(made, folder)
    if "geofence" in TYPES:
        areas(made)
    if "submission" in TYPES:
        public_forms(made)
    # The last thing is undone when the database is closed: it can be done again.
    made.change("customer", 1, description="Typed, and taken back at once.")
    undo.undo(made.ann)


def people_and_work(made: Desk) -> None:
    """Customers, contacts and work; the trash in every way; undo and redo."""
    made.change("settings", 1, business_name="Hollins & Reed Heating", tax_rate="20", lat="54.97", lng="-1.61")
    cleo = made.add("user", login="cleo", full_name="Cleo Park")
    mueller = made.add(
        "customer", name="J.R. Müller & Sons Ltd", account="0042", phone="01632 960123", email="jr@mueller.example",
        billing_street="1 Quay Lane", billing_city="Newhaven", billing_postcode="NE1 4XX", billing_lat="54.95",
        billing_lng="-1.55", category="Business", assigned_user_id=cleo,
    )  # fmt: skip
    harbour = made.add("customer", name="Harbour Café", phone="(020) 7946 0018", description="Ring twice.\n\nDogs.")
    for place in range(0, len(HOSTILE), 2):
        made.add("customer", name=HOSTILE[place], description=HOSTILE[place + 1], account=f"00{place}")
    zoe = made.add("contact", customer_id=mueller, first_name="Zoë", last_name="Müller", is_primary=True)
    made.add("contact", customer_id=mueller, first_name="Bea", phone="01632 960125")
    gone = made.add("contact", customer_id=harbour, first_name="Dan", last_name="Gone")
    boiler = made.add(
        "work_item", customer_id=mueller, contact_id=zoe, title="Boiler", scheduled_start="2026-02-02 9:00"
    )
    made.add("work_item", customer_id=harbour, contact_id=gone, title="Mend the roof", priority="urgent")
    nobody = made.add("work_item", title="Nobody's work", description="\n".join(HOSTILE[:8]))
    settings.toggle_default(made.ann, harbour)
    made.change("customer", mueller, website="www.mueller.example", employees="10-50", account="0043")
    made.change("work_item", boiler, status="in_progress", notes="Began.")
    undo.undo(made.bob)
    undo.redo(made.bob)
    made.change("customer", harbour, name="Harbour Café Zoë")
    undo.undo(made.ann)  # and it stays undone
    made.change("settings", 1, region="DE")  # phones are read anew
    made.change("settings", 1, region="GB")
    made.delete("customer", harbour)  # its work keeps the name; it is the default customer no longer
    made.restore("customer", harbour)
    made.delete("contact", gone)
    made.delete("work_item", nobody)
    trash.empty(made.ann)
    lost = made.add("customer", name="Lost & Found", phone="01632 960199")
    made.add("contact", customer_id=lost, last_name="Finder")
    made.add("work_item", customer_id=lost, title="Find it")
    made.delete("customer", lost)  # it is still in the trash


def merged_and_many(made: Desk, merge: Any) -> None:
    """Customers that are the same, that are not, and many changed at once."""
    keep = made.add("customer", name="Ashdown Bakery", phone="01632 960130", description="Closed on Mondays.")
    lose = made.add("customer", name="Ashdowns Bakery", email="office@ashdown.example", description="Side door.")
    other = made.add("customer", name="Ashdown Bakers")
    made.add("contact", customer_id=keep, first_name="Flo", last_name="Ashdown", is_primary=True)
    made.add("contact", customer_id=lose, first_name="FLO", last_name="Ashdown", phone="01632 960131", is_primary=True)
    made.add("work_item", customer_id=lose, title="Oven")
    merge.different(made.ann, keep, other)
    merge.merge(made.ann, keep, lose)
    undo.undo(made.ann)
    undo.redo(made.ann)
    again = made.add("customer", name="Ashdown Bakery Co")
    merge.merge(made.bob, again, keep)  # one that was merged into is merged itself
    undo.undo(made.bob)
    bulk = service("bulk")
    bulk.change(made.ann, TYPES["customer"], [3, 4, 5, 6], {"category": "Residential", "area": "[/] North"})
    bulk.delete(made.bob, TYPES["customer"], [7, 8])
    made.restore("customer", 7)


def places_and_money(made: Desk) -> None:
    """What else is tied to a customer."""
    site = made.add(
        "site", customer_id=1, name="Works", street="2 Quay Lane", postcode="NE1 4XY", lat="54.96", lng="-1.5"
    )
    made.add("site", customer_id=1, name="Yard [/]")
    asset = made.add("asset", customer_id=1, site_id=site, name="Compressor", serial_number="000-77/a", make="Hibon")
    contract = made.add("contract", customer_id=1, title="Yearly service", reference="S/0009", value="1200.50")
    made.add("contract_site", contract_id=contract, site_id=site)
    made.change("contract", contract, status="active")
    project = made.add("project", customer_id=1, site_id=site, name="New plant room")
    work = made.add(
        "work_item", customer_id=1, site_id=site, contract_id=contract, project_id=project, title="Service 1"
    )
    made.add("work_item_asset", work_item_id=work, asset_id=asset)
    made.add("task", work_item_id=work, title="Drain down", due="2026-03-02")
    made.change("task", made.add("task", work_item_id=work, title="Refill"), status="done")
    order = made.add("order", customer_id=1, work_item_id=work, reference="PO-0007", day="2026-02-10")
    made.add("order_line", order_id=order, description="Hours", quantity="2.5", unit_price="48", tax_rate="20")
    line = made.add("order_line", order_id=order, description="Valve", unit_price="19.99", tax_rate="20")
    made.change("order", order, status="confirmed")
    made.add("payment", customer_id=1, order_id=order, amount="50", day="2026-02-20", method="Cash")
    gone = made.add("payment", customer_id=1, amount="10", day="2026-02-21", reference="twice")
    made.delete("payment", gone)  # it no longer counts
    made.change("order_line", line, unit_price="17.50")
    made.change("work_item", work, status="completed")
    service("status").reopen(made.ann, TYPES["work_item"], work)
    made.add("follow_up", customer_id=1, work_item_id=work, title="Ask how it went", due="2026-03-09")
    made.add("note", customer_id=1, text="Key under the mat.\nMind the dog.", important=True)
    made.delete("note", made.add("note", customer_id=2, text="Thrown away"))
    made.delete("site", site)  # the asset, the project and the work lose it
    made.restore("site", site)
    undo.undo(made.bob)
    undo.redo(made.bob)


def deactivated(made: Desk) -> None:
    """A customer that is deactivated, with what goes along; one that came back, with what was chosen of it."""
    status, customer = service("status"), TYPES["customer"]
    for name in ("Deakin Mill", "Elder House"):
        row_id = made.add("customer", name=name)
        made.add("site", customer_id=row_id, name="Here")
        made.add("contract", customer_id=row_id, title="Care", status="active")
        work = made.add("work_item", customer_id=row_id, title="Chimney")
        made.add("task", work_item_id=work, title="Sweep")
        status.deactivate(made.ann, customer, row_id)
    status.reactivate(made.bob, customer, row_id, bring_back=[(TYPES["work_item"], work)])


def documents(made: Desk, folder: Path) -> None:
    """Files of several records, one content twice, one in the trash, one whose attaching was undone."""
    attachments, papers = service("attachments"), folder / "papers"
    papers.mkdir()
    contents = {"offer.txt": b"An offer.\n", "copy of offer.txt": b"An offer.\n", "[@click=x].bin": bytes(range(256))}
    for name, content in {**contents, "old.txt": b"old\n", "undone.txt": b"undone\n"}.items():
        (papers / name).write_bytes(content)
    attachments.attach(made.ann, TYPES["customer"], 1, [papers / "offer.txt", papers / "[@click=x].bin"])
    attachments.attach(made.bob, TYPES["work_item"], 1, [papers / "copy of offer.txt"], description="as sent")
    attachments.attach(made.ann, TYPES["order"], 1, [papers / "old.txt"])
    made.delete("attachment", 4)
    attachments.attach(made.ann, TYPES["customer"], 2, [papers / "undone.txt"])
    undo.undo(made.ann)
    shutil.rmtree(papers)


def areas(made: Desk) -> None:
    """Geofences: a circle, a polygon, one in the trash."""
    made.add("geofence", customer_id=1, name="Around", lat="54.97", lng="-1.61", radius="250")
    made.add("geofence", customer_id=1, site_id=2, name="Yard", shape="polygon", polygon=AREA)
    made.delete("geofence", made.add("geofence", customer_id=2, name="Gone", lat="0", lng="0", radius="1"))


def public_forms(made: Desk) -> None:
    """Public forms, one of them in the trash; submissions: of a new customer, linked, rejected, in the trash."""
    receiving = service("receiving")

    def receive(form: int, **fields: str) -> int:
        digest = str(len(made.ann.select("SELECT id FROM submission"))) * 64
        sent = receiving.Sent(f"E-{form}", fields, {"fields": fields}, "web", digest)
        return int(receiving.receive(made.ann, [sent]).ids[0])

    asking = made.add(
        "public_form", name="Website", heading="Write to us", intro="Ring twice.\n\nOr write.",
        asks_for="Name *\nPhone", sends_to="https://forms.example/E-000001", language="en-GB", is_published=True,
    )  # fmt: skip
    gone = made.add("public_form", name=HOSTILE[0], heading=HOSTILE[1], creates_customers=False, message_label="")
    here = receive(asking, name="Bea Brook", phone="01632 960177", message="\n".join(HOSTILE[:4]))
    made.change("submission", here, customer_id=1, notes="Ringing on Monday.")
    made.change("submission", receive(asking, name=HOSTILE[4]), status="rejected")
    receive(gone, name=HOSTILE[5], phone=HOSTILE[6])
    made.delete("submission", receive(asking, name="Spam"))
    made.delete("public_form", gone)
    made.change("settings", 1, inbox_folder="/srv/inbox")


def state(database: Database) -> dict[str, list[dict[str, Any]]]:
    """The declared fields of every row of the journaled tables, users left out: they belong to nobody's undo."""
    return {
        name: database.select(
            f'SELECT {", ".join(chr(34) + field + chr(34) for field in record.fields)} FROM "{name}" ORDER BY id'
        )
        for name, record in TYPES.items()
        if record.info.journaled and name != "user"
    }


def undo_and_redo_all(path: Path) -> dict[str, Any]:
    """What the desk holds after each undo, newest first, and after each redo; in a copy."""
    database = Database.open(path, by=("ann", "Ann Example"), clock=Clock())
    told: dict[str, Any] = {"undone": [], "redone": []}
    for step, states in ((undo.undo, told["undone"]), (undo.redo, told["redone"])):
        with suppress(Missing):
            while True:
                step(database)
                states.append(state(database))
    database.close()
    return told


def main(folder: Path) -> None:
    """Make the business in a folder."""
    path = folder / "desk.db"
    made = Desk(path)
    write_business(made, folder)
    whole = state(made.ann)
    made.bob.close()
    made.ann.close()
    aside = folder / "aside"
    aside.mkdir()
    shutil.copy(path, aside)
    if (files := folder / "desk.db.files").is_dir():
        shutil.copytree(files, aside / files.name)
    try:
        told = undo_and_redo_all(aside / path.name)
    except Refused as error:
        raise SystemExit(f"{error} {getattr(error, 'conflicts', '')}") from None
    shutil.rmtree(aside)
    (folder / "story.json").write_text(json.dumps({"whole": whole, **told}, ensure_ascii=False, indent=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
