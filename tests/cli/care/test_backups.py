"""`backup`, `backups`, `restore-backup`, `salvage`: what they print, their exit codes, and damaged databases."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.locations import backup_folder
from tests.cli.runner import Capptro
from tests.support import HOSTILE, add_customer, digest, is_plain, is_sound, raw


@pytest.fixture
def desk(capptro: Capptro, sample_file: Path) -> Capptro:
    """The sample business."""
    shutil.copy(sample_file, capptro.path)
    return capptro


def backup_of(desk: Capptro) -> Path:
    return Path(desk.json("backup")["backup"])


def customers(path: Path) -> int:
    return int(raw(path, "SELECT count(*) FROM customer")[0][0])


def damage(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50_000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


class TestTaking:
    def test_is_named_and_listed(self, desk: Capptro) -> None:
        made = desk.done("backup").removeprefix("The backup is ").rstrip().rstrip(".")
        assert is_sound(Path(made))
        listed = desk.done("backups")
        assert made in listed
        assert "on request" in listed
        assert [one["file"] for one in desk.json("backups")["backups"]] == [made]

    def test_to_a_file(self, desk: Capptro, tmp_path: Path) -> None:
        desk.done("backup", str(tmp_path / "stick.db"))
        assert customers(tmp_path / "stick.db") == 45
        assert "nothing is overwritten" in desk.refused("backup", str(tmp_path / "stick.db"))

    def test_there_are_none(self, desk: Capptro) -> None:
        assert desk.done("backups") == "There are no backups yet; “capptro backup” takes one.\n"

    def test_what_is_wrong_is_said(self, desk: Capptro, tmp_path: Path) -> None:
        raw(desk.path, "UPDATE settings SET second_backup_folder = ?", str(tmp_path / "pulled out"))
        assert "is not there" in desk.json("backup")["notice"]
        [notice] = desk.json("backups")["notices"]
        assert is_plain(notice.replace(str(tmp_path), "FOLDER"))


class TestRestoring:
    def test_says_what_is_in_it_and_changes_nothing(self, desk: Capptro) -> None:
        made = backup_of(desk)
        desk.add("customers", {"name": "Added since"})
        before = digest(desk.path)
        told = desk.done("restore-backup", made.name, "--dry-run")
        assert "1 changes were made since and would be gone" in told
        assert "Added since" in told
        assert desk.json("restore-backup", made.name, "--dry-run")["counts"]["customers"] == {"backup": 45, "here": 46}
        assert digest(desk.path) == before

    def test_restores_by_name_or_path(self, desk: Capptro) -> None:
        made = backup_of(desk)
        for given in (made.name, str(made)):
            desk.add("customers", {"name": "Added since"})
            told = desk.done("restore-backup", given)
            assert "What was here before is kept in " in told
            assert customers(desk.path) == 45
        assert "There is no backup" in desk.refused("restore-backup", "nothing.db")

    def test_where_there_is_no_database(self, desk: Capptro, tmp_path: Path) -> None:
        """As on a new computer; asking alone makes none."""
        made = shutil.copy(backup_of(desk), tmp_path / "stick.db")
        new = tmp_path / "new" / "desk.db"
        desk.done("--db", str(new), "restore-backup", str(made), "--dry-run")
        assert not new.exists()
        assert desk.json("--db", str(new), "restore-backup", str(made))["kept"] is None
        assert customers(new) == 45
        assert new.stat().st_mode & 0o077 == 0

    def test_the_database_itself_is_no_backup_of_it(self, desk: Capptro) -> None:
        assert "is the database itself" in desk.refused("restore-backup", str(desk.path))


class TestIntoADamagedDatabase:
    @pytest.mark.parametrize("spoil", [damage, cut, empty])
    def test_takes_its_place(self, desk: Capptro, spoil: Callable[[Path], None]) -> None:
        """The damaged file is kept; asking alone leaves everything."""
        made = backup_of(desk)
        spoil(desk.path)
        before = digest(desk.path)
        assert "customers" in desk.json("restore-backup", made.name, "--dry-run")["counts"]
        assert digest(desk.path) == before
        told = desk.done("restore-backup", made.name)
        [kept] = backup_folder(desk.path).glob("set-aside-*-desk.db")
        assert str(kept) in told
        assert digest(kept) == before
        assert customers(desk.path) == 45
        assert desk.done("check") == "All is well.\n"

    def test_the_backups_are_listed_all_the_same(self, desk: Capptro) -> None:
        made = backup_of(desk)
        cut(desk.path)
        told = desk.json("backups")
        assert [one["file"] for one in told["backups"]] == [str(made)]
        assert "is damaged" in told["notices"][0]

    def test_damage_that_opening_does_not_find(self, desk: Capptro) -> None:
        """The state before cannot be kept as a backup, so the file itself is."""
        made = backup_of(desk)
        desk.add("customers", {"name": "Added since"})
        [(page,)] = raw(desk.path, "SELECT rootpage FROM sqlite_master WHERE name = 'note'")
        content = bytearray(desk.path.read_bytes())
        content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
        desk.path.write_bytes(content)
        assert desk("history").code == 0
        told = desk.done("restore-backup", made.name)
        assert "set-aside-" in told
        assert desk.done("check") == "All is well.\n"
        assert desk.add("customers", {"name": "After it"}) == ["C-000047"]

    def test_somebodys_own_file_is_left_alone(self, desk: Capptro, tmp_path: Path) -> None:
        made = backup_of(desk)
        notes = tmp_path / "notes.txt"
        notes.write_text("Name,Phone\n" * 99)
        assert "not a customer database" in desk.refused("--db", str(notes), "restore-backup", str(made))
        assert notes.read_text() == "Name,Phone\n" * 99

    @pytest.mark.skipif(not driver.WAL_IS_SAFE, reason="this SQLite keeps no write-ahead log")
    def test_a_log_of_another_file_is_decided_about_first(self, desk: Capptro) -> None:
        made = backup_of(desk)
        window = Database.open(desk.path)
        add_customer(window)
        log = desk.path.with_name(desk.path.name + "-wal")
        content = log.read_bytes()
        window.close()
        log.write_bytes(content)
        desk.path.unlink()
        assert "capptro recover" in desk.refused("restore-backup", str(made))
        desk.done("recover", "--set-aside")
        desk.done("restore-backup", str(made))
        assert customers(desk.path) == 45


class TestSalvage:
    def test_into_a_new_file_and_back(self, desk: Capptro, tmp_path: Path) -> None:
        [(page,)] = raw(desk.path, "SELECT rootpage FROM sqlite_master WHERE name = 'note'")
        content = bytearray(desk.path.read_bytes())
        content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
        desk.path.write_bytes(content)
        told = desk.done("salvage", str(desk.path), str(tmp_path / "saved.db"))
        assert "Customers" in told
        desk.done("restore-backup", str(tmp_path / "saved.db"))
        assert customers(desk.path) == 45


class TestThroughALink:
    @pytest.fixture
    def linked(self, desk: Capptro, tmp_path: Path) -> Capptro:
        """The desk by a link, with a document beside that."""
        source = tmp_path / "offer.pdf"
        source.write_bytes(b"an offer")
        desk.done("attach", "C-1", str(source))
        (tmp_path / "home").mkdir()
        link = tmp_path / "home" / "mine.db"
        link.symlink_to("../desk.db")
        shutil.move(tmp_path / "desk.db.files", tmp_path / "home" / "mine.db.files")
        desk.monkeypatch.setenv("CAPPTRO_DB", str(link))
        return desk

    @pytest.mark.parametrize(
        "words", [("find", "sea"), ("show", "C-1"), ("set", "C-1", "fax=01632 960123"), ("backups",), ("check",)]
    )
    def test_verbs_say_so_on_standard_error(self, linked: Capptro, words: tuple[str, ...]) -> None:
        """One line, and do their work."""
        result = linked(*words)
        assert result.code == 0
        assert "--move-documents" in result.err.splitlines()[0]
        assert is_plain(result.err.splitlines()[0].replace(str(linked.path.parent), ""))

    def test_a_check_moves_them(self, linked: Capptro) -> None:
        result = linked("check", "--move-documents")
        assert (result.code, result.out) == (0, "All is well.\n")
        assert result.err == "1 file of documents was moved.\n"
        assert not (linked.path.parent / "home" / "mine.db.files").exists()
        assert linked.done("find", "sea")
        assert linked("check", "--move-documents").err == "No documents lie beside a link to the database.\n"

    def test_json_is_all_there_is_on_standard_output(self, linked: Capptro) -> None:
        assert json.loads(linked("find", "sea", "--json").out)


class TestRulesOfAnotherProgram:
    def test_are_removed_from_an_older_database(self, absent: Capptro) -> None:
        """Which cannot be opened with them; a copy is kept, and it is brought up to date."""
        from tests.corpus.files import unpack

        old = unpack("0006", absent.path.parent)
        raw(old.path, "PRAGMA journal_mode = delete")
        raw(old.path, "CREATE TRIGGER tidy AFTER UPDATE ON customer BEGIN DELETE FROM note; END")
        raw(old.path, "CREATE VIEW totals AS SELECT count(*) FROM customer")
        before = digest(old.path)
        for words in (("find", "a"), ("check",)):
            message = absent.refused(*words)
            assert "trigger tidy, view totals" in message
            assert is_plain(message.replace(str(absent.path), "FILE"))
        assert digest(old.path) == before
        result = absent("check", "--remove-foreign")
        assert result.code == 0
        assert result.err.startswith("The rules of another program were removed. The database as it was is kept in ")
        [copy] = backup_folder(old.path).glob("*-before-removing.db")
        assert raw(copy, "SELECT name FROM sqlite_master WHERE name IN ('tidy', 'totals') ORDER BY 1") == [
            ("tidy",), ("totals",),
        ]  # fmt: skip
        assert raw(old.path, "SELECT name FROM sqlite_master WHERE name IN ('tidy', 'totals')") == []
        assert absent.done("check") == "All is well.\n"

    def test_there_are_none(self, desk: Capptro) -> None:
        assert desk.done("check", "--remove-foreign") == "All is well.\n"


@pytest.mark.parametrize("name", [one for one in HOSTILE if one.strip()])
def test_hostile_names_in_a_backup_are_shown_harmlessly(desk: Capptro, name: str) -> None:
    raw(desk.path, "UPDATE settings SET business_name = ?", name)
    made = backup_of(desk)
    told = desk.done("restore-backup", made.name, "--dry-run")
    assert all(line.isprintable() for line in told.splitlines())
