"""Everything out into a folder, and back: whole or not at all, and equal."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.exporting import new_folder as folders
from capptro_tui.exchange.leaving import coming_back, leaving
from capptro_tui.exchange.leaving.coming_back import bring_back
from capptro_tui.exchange.leaving.leaving import leave
from capptro_tui.exchange.leaving.record_archive import FILE
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.submission import Submission
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.documents import attachments
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash
from capptro_tui.services.integrity.check import check
from capptro_tui.services.records import records
from capptro_tui.services.submissions import answering
from tests.public_forms import add_form, submit
from tests.services import invariants, plausible
from tests.support import ROOT, SOAK, Clock, add, add_customer, content_of, is_plain, published, raw, rounds, whole


@pytest.fixture
def desk(sample: Database, tmp_path: Path) -> Database:
    """The sample business with documents, a merged customer, and records in the trash."""
    files = tmp_path / "files"
    files.mkdir()
    for name, content in (("quote.pdf", b"%PDF-1.7"), ("..\u202e plan?.txt", b"plan"), ("again.pdf", b"%PDF-1.7")):
        (files / name).write_bytes(content)
        attachments.attach(sample, Customer, 1, [files / name])
    merge.merge(sample, 2, 3, {})
    trash.delete(sample, Customer, 5)
    trash.delete(sample, Note, 7)
    add_customer(sample, "=1+1", description="one\r\ntwo")
    records.change(sample, Customer, 1, {"description": "Changed."})
    add_form(sample)
    submit(sample, name="=1+1", message="one\r\ntwo\x1b")
    answering.link_customer(sample, submit(sample, name="Bea"), 1)
    trash.delete(sample, Submission, submit(sample, name="Spam"))
    return sample


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A new database on another computer."""
    with closing(Database.create(tmp_path / "new" / "new.db", by=("zoe", "Zoë New"), clock=Clock())) as database:
        yield database


def exports(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every record outside the trash, as it is published."""
    return {record.info.slug: published(database, record) for record in SHIPPED.numbered}


def archived(folder: Path) -> dict[str, Any]:
    """The records of a folder."""
    found: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return found


def test_an_equal_database_comes_of_it(desk: Database, empty: Database, tmp_path: Path) -> None:
    """With every row, stamp, number and document, also in the trash; nobody notices a difference."""
    leave(desk, tmp_path / "left")
    bring_back(empty, tmp_path / "left")
    assert whole(empty) == whole(desk)
    assert exports(empty) == exports(desk)
    assert check(empty) == []
    assert [*invariants.broken(invariants.read(empty))] == []
    for row in desk.select("SELECT * FROM attachment"):
        assert content_of(empty, row).read_bytes() == content_of(desk, row).read_bytes()


def test_a_second_folder_is_the_same(desk: Database, empty: Database, tmp_path: Path) -> None:
    """Every file of it, but for the number of the next batch."""
    leave(desk, tmp_path / "left")
    bring_back(empty, tmp_path / "left")
    leave(empty, tmp_path / "again")
    first, second = (
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()}
        for f in (tmp_path / "left", tmp_path / "again")
    )
    assert {path for path in first.keys() | second.keys() if first.get(path) != second.get(path)} == {Path(FILE)}
    assert archived(tmp_path / "left")["records"] == archived(tmp_path / "again")["records"]


def test_no_number_is_given_again(desk: Database, empty: Database, tmp_path: Path) -> None:
    """Neither that of a record which is gone for good, nor that of a batch in which another record was changed."""
    gone = add_customer(desk, "Gone for good")
    trash.delete(desk, Customer, gone)
    trash.empty(desk)
    leave(desk, tmp_path / "left")
    bring_back(empty, tmp_path / "left")
    assert add_customer(empty, "New") == gone + 1
    newest = empty.select("SELECT max(version) AS n FROM customer")[0]["n"]
    assert newest > max(row["version"] for row in desk.select("SELECT version FROM customer"))


def test_the_trash_is_restored_as_before(desk: Database, empty: Database, tmp_path: Path) -> None:
    """A customer comes out of it with its records. Links that others have lost are known to the history alone."""
    leave(desk, tmp_path / "left")
    bring_back(empty, tmp_path / "left")
    for database in (desk, empty):
        trash.restore(database, Customer, 5)
    went_with_it = [
        [database.select(f"SELECT id FROM {name} WHERE customer_id = 5 AND trashed IS NULL") for name in OWNED]
        for database in (desk, empty)
    ]
    assert went_with_it[0] == went_with_it[1]
    assert any(went_with_it[0])


OWNED = ("contact", "site", "asset", "contract", "project", "follow_up", "note", "geofence")
"""Record types that go into the trash with their customer."""


def test_a_former_name_is_history(desk: Database, empty: Database, tmp_path: Path) -> None:
    """By what a customer was called before it is no longer found: the folder has no history, which its readme says."""
    records.change(desk, Customer, 1, {"name": "Seaview Homes"})
    leave(desk, tmp_path / "left")
    bring_back(empty, tmp_path / "left")
    assert check(empty) == []
    assert exports(empty) == exports(desk)
    assert "former names" in (tmp_path / "left" / "README.txt").read_text(encoding="utf-8")


def test_what_is_in_the_folder(desk: Database, tmp_path: Path) -> None:
    """Tables, cards, the documents under their names, JSON, and a readme; for its owner only."""
    left = leave(desk, tmp_path / "left")
    names = {path.name for path in (tmp_path / "left").iterdir()}
    tables = {name for name in names if name.endswith(".csv")}
    assert names - tables == {"README.txt", "customers.vcf", "documents", FILE}
    assert {f"{record.info.slug}.csv" for record in SHIPPED.numbered} <= tables
    assert {"order-lines.csv", "contract-sites.csv", "work-item-assets.csv", "settings.csv"} <= tables
    documents = tmp_path / "left" / "documents"
    assert sorted(path.name for path in documents.iterdir()) == [
        "D-000001 quote.pdf", "D-000002 .._ plan_.txt", "D-000003 again.pdf",
    ]  # fmt: skip
    assert (left.documents, left.is_whole) == (3, True)
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "left").rglob("*")}
    assert modes == {0}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".capptro")] == []


def test_the_tables_hold_every_row(desk: Database, tmp_path: Path) -> None:
    """Also those in the trash, which they say."""
    leave(desk, tmp_path / "left")
    for record, stem in ((Customer, "customers"), (WorkItem, "work-items")):
        with (tmp_path / "left" / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file, strict=True)]
        stored = desk.select(f'SELECT id, trashed FROM "{record.info.name}" ORDER BY id')
        assert [row["trashed"] for row in rows] == ["no" if one["trashed"] is None else "yes" for one in stored]
    assert "=1+1" in (tmp_path / "left" / "customers.csv").read_text(encoding="utf-8").split(",")


def test_the_readme_says_what_each_column_is(desk: Database, tmp_path: Path) -> None:
    """Of each file and each column of each table."""
    leave(desk, tmp_path / "left")
    text = (tmp_path / "left" / "README.txt").read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 100
    for path in (tmp_path / "left").iterdir():
        assert path.name in text or path.name == "README.txt"
        if path.suffix == ".csv":
            part = text.partition(f"\n{path.name}: ")[2].partition("\n\n\n")[0]
            with path.open(encoding="utf-8", newline="") as file:
                header = next(csv.reader(file))
            assert [name for name in header if f"\n  {name}: " not in part] == []
    assert "customer: Customer, a customer, by its number, such as C-000042" in text


def test_a_missing_document_is_said_and_comes_back_missing(desk: Database, empty: Database, tmp_path: Path) -> None:
    """Nobody is kept from leaving by a file that is gone already."""
    [lost] = desk.select("SELECT * FROM attachment WHERE id = 2")
    content_of(desk, lost).unlink()
    left = leave(desk, tmp_path / "left")
    assert not left.is_whole
    [said] = left.notices
    assert said.startswith("D-000002 ")
    assert "is missing" in said
    assert "D-000002" in (tmp_path / "left" / "README.txt").read_text(encoding="utf-8")
    bring_back(empty, tmp_path / "left")
    assert whole(empty) == whole(desk)


# Whole or not at all


def test_a_folder_with_something_in_it_is_left_alone(
    desk: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    for target, why in ((there, "is not empty"), (there / "mine.txt", "is a file"), (there / "a" / "b", "no folder")):
        with pytest.raises(Refused, match=why) as refused:
            leave(desk, target)
        assert is_plain(refused.value)
    assert [path.name for path in there.iterdir()] == ["mine.txt"]
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(Refused, match="that you are in"):
        leave(desk, Path())
    leave(desk, tmp_path / "here2")


def test_an_empty_folder_is_taken(desk: Database, tmp_path: Path) -> None:
    (tmp_path / "left").mkdir()
    leave(desk, tmp_path / "left")
    assert (tmp_path / "left" / FILE).is_file()


@pytest.mark.parametrize("step", ["write_csv", "write_vcards", "_copy_documents", "write_archive", "describe_files"])
def test_a_full_disk_leaves_nothing(desk: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """At whatever file it is full."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(leaving, step, full)
    (tmp_path / "out").mkdir()
    with pytest.raises(Refused, match=r"The disk is full; .* was not made"):
        leave(desk, tmp_path / "out" / "left")
    assert [*(tmp_path / "out").iterdir()] == []


def test_something_put_there_meanwhile_is_not_overwritten(desk: Database, tmp_path: Path) -> None:
    target = tmp_path / "out" / "left"
    target.parent.mkdir()

    def meanwhile(name: str) -> None:
        if name == FILE:
            target.mkdir()
            (target / "mine.txt").write_text("mine")

    with pytest.raises(Refused, match="meanwhile"):
        leave(desk, target, meanwhile)
    assert [path.name for path in target.parent.rglob("*")] == ["left", "mine.txt"]


KILLED = """
import os, signal, sys
from pathlib import Path
from capptro_tui.db.database import Database
from capptro_tui.exchange.leaving.leaving import leave
def told(name):
    if name == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
leave(Database.open(Path(sys.argv[1])), Path(sys.argv[2]), told)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_leaves_no_folder_and_is_swept_later(
    desk: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only something under a temporary name, which the next one takes away."""
    out = tmp_path / "out"
    out.mkdir()
    words = [sys.executable, "-c", KILLED, str(desk.path), str(out / "left"), "documents"]
    ended = subprocess.run(words, check=False, cwd=ROOT)
    assert ended.returncode == -signal.SIGKILL
    [draft] = out.iterdir()
    assert draft.name.startswith(".capptro-folder-")
    leave(desk, out / "first")
    assert draft.exists()  # it may be somebody's who is still at it
    monkeypatch.setattr(folders, "AN_HOUR", -1.0)
    leave(desk, out / "second")
    assert sorted(path.name for path in out.iterdir()) == ["first", "second"]


# Back into an empty database


@pytest.fixture
def left(desk: Database, tmp_path: Path) -> Path:
    """A folder that was written."""
    leave(desk, tmp_path / "left")
    return tmp_path / "left"


def test_only_into_an_empty_database(left: Path, empty: Database) -> None:
    customer = add_customer(empty, "Mine")
    before, counters = whole(empty), raw(empty.path, "SELECT * FROM sqlite_sequence")
    with pytest.raises(Refused, match="empty database only"):
        bring_back(empty, left)
    assert whole(empty) == before
    assert raw(empty.path, "SELECT * FROM sqlite_sequence") == counters
    assert not attachments.store(empty).is_there()
    trash.delete(empty, Customer, customer)
    with pytest.raises(Refused, match="perhaps in the trash"):
        bring_back(empty, left)
    assert len(whole(empty)["customer"]) == 1


def test_a_customer_that_comes_meanwhile_is_seen(left: Path, empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another window may write while the documents are copied."""
    take = coming_back._take_documents

    def meanwhile(*given: Any) -> None:
        take(*given)
        add_customer(empty, "Mine")

    monkeypatch.setattr(coming_back, "_take_documents", meanwhile)
    with pytest.raises(Refused, match="empty database only"):
        bring_back(empty, left)
    assert len(whole(empty)["customer"]) == 1


DAMAGED = {
    "cut": lambda text: text[: len(text) // 2],
    "without its last line": lambda text: text[: text.rindex('}, "counts"')],
    "another file": lambda _: '{"customers": []}\n',
    "nothing": lambda _: "",
    "one letter": lambda text: text.replace("Seaview", "Seavier", 1),
    "a date": lambda text: text.replace('"day": "2', '"day": "1', 1),
    "without its hash": lambda text: text[: text.rindex(', "sha256"')] + "}\n",
}


def test_a_damaged_file_is_refused(left: Path, empty: Database) -> None:
    """Before anything is written, documents too."""
    path = left / FILE
    text = path.read_text(encoding="utf-8")
    for how, damage in DAMAGED.items():
        damaged = damage(text)
        assert damaged != text, how
        path.write_text(damaged, encoding="utf-8")
        with pytest.raises(Refused) as refused:
            bring_back(empty, left)
        assert is_plain(str(refused.value).replace(str(left), "")[-390:]), how
        assert empty.select("SELECT 1 FROM customer") == [], how
        assert not attachments.store(empty).is_there(), how


def test_ends_of_lines_may_be_those_of_another_system(left: Path, empty: Database) -> None:
    (left / FILE).write_bytes((left / FILE).read_bytes().replace(b"\n", b"\r\n"))
    bring_back(empty, left)
    assert check(empty) == []


def test_a_file_that_becomes_another_meanwhile_is_refused(
    left: Path, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its documents have not been copied."""
    take = coming_back._take_documents

    def meanwhile(*given: Any) -> None:
        take(*given)
        text = (left / FILE).read_text(encoding="utf-8").replace("Seaview", "Seavier", 1)
        (left / FILE).write_text(signed(text), encoding="utf-8")

    monkeypatch.setattr(coming_back, "_take_documents", meanwhile)
    with pytest.raises(Refused, match="was changed"):
        bring_back(empty, left)
    assert empty.select("SELECT 1 FROM customer") == []


def signed(text: str) -> str:
    """A changed file as if it had been written like that."""
    lines, sign, end = text.rpartition('}, "counts": ')
    sha256 = hashlib.sha256(lines.replace("\n", "").encode(errors="surrogatepass")).hexdigest()
    return f'{lines}{sign}{end.rpartition(", ")[0]}, "sha256": "{sha256}"}}\n'


def newest(text: str) -> int:
    """The id of the newest customer, to whom nothing belongs."""
    return int(json.loads(text)["records"]["customer"][-1]["id"])


def with_list_twice(text: str) -> str:
    """The first customer once more, in a list of its own, and counted."""
    count, first = len(json.loads(text)["records"]["customer"]), text.split("\n")[2].removesuffix(",")
    again = text.replace('"contact": [\n', f'"customer": [\n{first}\n],\n"contact": [\n', 1)
    return again.replace(f'"counts": {{"customer": {count}', f'"counts": {{"customer": {count + 1}')


def with_identity(text: str) -> str:
    """With a list of what the database says of itself, and that counted."""
    listed = text.replace('"note": [', '"database_file": [\n{"id": 1}\n],\n"note": [', 1)
    return listed.replace('"counts": {', '"counts": {"database_file": 1, ')


FORGED = {
    "a record less": lambda text: text.replace(next(line for line in text.split("\n") if '"C-0' in line) + "\n", "", 1),
    "no JSON": lambda text: text.replace('"version": ', '"version" ', 5),
    "another kind": lambda text: text.replace('"name": "', '"name": 5, "x": "', 1),
    "a wrong amount": lambda text: text.replace('"unit_price": "', '"unit_price": "1,', 1),
    "a link to another type": lambda text: text.replace('"customer": "C-', '"customer": "W-', 1),
    "a link to nobody": lambda text: text.replace('"customer": "C-000001"', '"customer": "C-099999"'),
    "an unknown record type": lambda text: text.replace('"note": [', '"boat": [', 1),
    "a twin": lambda text: text.replace('{"id": 2, ', '{"id": 1, ', 1),
    "a twin to which nothing belongs": lambda text: text.replace(f'{{"id": {newest(text)}, ', '{"id": 44, ', 1),
    "a list twice": lambda text: with_list_twice(text),
    "two settings": lambda text: text.replace('"settings": [\n{"id": 1, ', '"settings": [\n{"id": 2, ', 1),
    "another identity": lambda text: with_identity(text),
    "a change to come": lambda text: text.replace('{"id": 1, "version": 1, ', '{"id": 1, "version": 1000, ', 1),
    "a trash to come": lambda text: text.replace('"trashed": null', '"trashed": 1000', 1),
    "a surrogate": lambda text: text.replace('"name": "', '"name": "\\ud800', 1),
    "a huge id": lambda text: text.replace('{"id": 1, ', f'{{"id": {2**70}, ', 1),
    "a missing document without a hash": lambda text: text.replace('"missing": []', '"missing": ["../../x"]', 1),
    "a wrong counter": lambda text: text.replace('"batch": ', '"batch": -', 1),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_file_is_refused(left: Path, empty: Database, how: str) -> None:
    """With a sentence, and nothing of it is written."""
    path = left / FILE
    text = path.read_text(encoding="utf-8")
    changed = signed(FORGED[how](text))
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        bring_back(empty, left)
    assert is_plain(str(refused.value).replace(str(left), "")[-390:]) or "refused this" in str(refused.value)
    assert not any(empty.select(f'SELECT 1 FROM "{record.info.name}"') for record in SHIPPED.numbered[:3])


def test_a_file_that_was_not_written_to_its_end(left: Path, empty: Database) -> None:
    path = left / FILE
    path.write_text(path.read_text(encoding="utf-8").rpartition('}, "counts"')[0], encoding="utf-8")
    with pytest.raises(Refused, match="its end is missing"):
        bring_back(empty, left)


def test_bytes_that_are_no_text(left: Path, empty: Database) -> None:
    (left / FILE).write_bytes((left / FILE).read_bytes().replace(b"Sea", b"S\xff\xfe", 1))
    with pytest.raises(Refused, match="UTF-8"):
        bring_back(empty, left)


def test_a_changed_or_missing_document_is_refused(left: Path, empty: Database) -> None:
    """Before a record is written."""
    path = left / "documents" / "D-000002 .._ plan_.txt"
    path.write_bytes(b"plane")
    with pytest.raises(Refused, match=r"the file of .* is missing or changed"):
        bring_back(empty, left)
    path.unlink()
    with pytest.raises(Refused, match="is missing or changed"):
        bring_back(empty, left)
    assert empty.select("SELECT 1 FROM customer") == []


@pytest.mark.parametrize("how", ["symlink", "hard link"])
@pytest.mark.parametrize("name", [FILE, "documents/mine"])
def test_the_database_is_no_file_of_the_folder(left: Path, empty: Database, name: str, how: str) -> None:
    """Closing it would drop the locks that SQLite has on it."""
    (left / name).unlink(missing_ok=True)
    os.symlink(empty.path, left / name) if how == "symlink" else os.link(empty.path, left / name)
    if name != FILE and how == "symlink":
        assert bring_back(empty, left).count, "a link among the documents is passed over"
        return
    with pytest.raises(Refused, match="is the database itself"):
        bring_back(empty, left)


def test_a_document_may_have_another_name(left: Path, empty: Database) -> None:
    """It is known by its content."""
    (left / "documents" / "D-000001 quote.pdf").rename(left / "documents" / "renamed")
    bring_back(empty, left)
    assert len(empty.select("SELECT 1 FROM attachment")) == 3


def test_no_folder_of_ours(empty: Database, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(Refused, match="capptro leave"):
            bring_back(empty, path)


def test_it_is_one_batch_of_the_history(left: Path, empty: Database) -> None:
    result = bring_back(empty, left)
    assert result.summary.startswith("Brought back ")
    assert [row["verb"] for row in empty.select("SELECT verb FROM batch")] == ["import"]


def test_who_writes_next_is_a_user(left: Path, empty: Database) -> None:
    """The users are those of the old database; who goes on in the new one becomes another."""
    bring_back(empty, left)
    logins = [row["login"] for row in empty.select("SELECT login FROM user ORDER BY id")]
    assert "zoe" not in logins
    add_customer(empty, "Next")
    assert [row["login"] for row in empty.select("SELECT login FROM user ORDER BY id")] == [*logins, "zoe"]


# Anything that can be typed


TYPED = [record for record in SHIPPED.numbered if record.info.is_typed and record.info.name != "user"]


def fill_plausibly(database: Database, count: int, seed: int) -> None:
    """Records of every type with what somebody might type into them; what is refused is left out."""
    chance = Random(seed)
    for _ in range(count):
        record: RecordType = chance.choice([Customer, *TYPED])
        with suppress(Refused):
            add(database, record, **plausible.new(chance, record, _newest(database)))


def _newest(database: Database) -> plausible.Rows:
    """The newest records of each type, to link to."""
    return {
        record.info.name: {
            row["id"]: row for row in database.select(f'SELECT * FROM "{record.info.name}" ORDER BY id DESC LIMIT 30')
        }
        for record in invariants.KNOWN
    }


@pytest.mark.parametrize("seed", range(rounds(20)))
def test_whatever_was_typed_comes_back(database: Database, empty: Database, tmp_path: Path, seed: int) -> None:
    fill_plausibly(database, 60, seed)
    leave(database, tmp_path / "left")
    bring_back(empty, tmp_path / "left")
    assert whole(empty) == whole(database)
    assert exports(empty) == exports(database)


@pytest.mark.skipif(not SOAK, reason="takes minutes")
def test_ten_thousand_customers_come_back(database: Database, empty: Database, tmp_path: Path) -> None:
    """Generated customers with everything that belongs to them."""
    chance = Random(7)
    for _ in range(10):
        with database.write("fill") as transaction:
            made = 0
            while made < 1_000:
                with suppress(Refused):
                    records.create_in(transaction, Customer, plausible.new(chance, Customer, {}), database)
                    made += 1
    fill_plausibly(database, 2_000, 7)
    leave(database, tmp_path / "left")
    bring_back(empty, tmp_path / "left")
    assert whole(empty) == whole(database)
    assert exports(empty) == exports(database)
    assert check(empty) == []
    leave(empty, tmp_path / "again")
    hashes = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.csv")}
        for folder in (tmp_path / "left", tmp_path / "again")
    ]
    assert hashes[0] == hashes[1]


def test_a_field_that_came_later_is_blank(left: Path, empty: Database) -> None:
    """A folder of an older release is taken: a field that it does not know has the value of an older record."""
    path = left / FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(signed(text.replace('"kind": "order", ', "")), encoding="utf-8")
    bring_back(empty, left)
    assert {row["kind"] for row in empty.select('SELECT kind FROM "order"')} <= {"order", "credit"}
