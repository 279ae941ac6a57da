"""A database of an older version: brought up to date after a checked backup, or left exactly as it was."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.backup import copy_database
from capptro_tui.db.database import Database
from capptro_tui.db.schema import head, migrate
from capptro_tui.errors import Refused, Unusable
from capptro_tui.locations import backup_folder
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.listing import Listing
from tests.faults.processes import Child
from tests.support import digest, is_plain, is_sound, overwrite_root, raw

NEXT = "9990"


@pytest.fixture
def older(sample: Database) -> Path:
    """The sample business, closed: older than the version that `next_version` makes of this program."""
    sample.select("SELECT 1")
    sample.close()
    return sample.path


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make this program one version newer, with a migration of these statements."""
    folder = tmp_path / "program" / "migrations"

    def made(statements: str) -> None:
        shutil.copytree(head.VERSIONS.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
        text = f'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{NEXT}"\n'
        text += f'down_revision = "{head.HEAD}"\n\n\ndef upgrade():\n'
        (folder / "versions" / f"{NEXT}_next.py").write_text(text + textwrap.indent(statements, "    "))
        monkeypatch.setattr(migrate, "__file__", str(folder.parent / "migrate.py"))
        monkeypatch.setattr(migrate, "HEAD", NEXT)
        monkeypatch.setattr(head, "HEAD", NEXT)

    return made


def contents(path: Path) -> list[list[tuple[object, ...]]]:
    """Every row of every table, and the schema."""
    with closing(driver.connect(path)) as connection:

        def read(statement: str) -> list[tuple[object, ...]]:
            return list(connection.execute(statement).fetchall())

        names = [name for (name,) in read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        rows = [read(f'SELECT * FROM "{name}" ORDER BY 1') for name in names]
        return [read("SELECT name, sql FROM sqlite_master ORDER BY 1"), *rows]


def backups(path: Path) -> list[Path]:
    """The copies beside a database."""
    return sorted(backup_folder(path).glob("*")) if backup_folder(path).exists() else []


def test_older_database_is_brought_up_to_date(older: Path, next_version: Callable[[str], None]) -> None:
    """With a new column, all its rows, and a backup that is the database as it was."""
    before = contents(older)
    next_version("op.add_column('customer', sa.Column('nickname', sa.Text(), server_default='', nullable=False))")
    opened = Database.open(older)
    assert Listing(opened, Customer).total() == len(raw(older, "SELECT * FROM customer")) > 30
    opened.close()
    assert raw(older, "SELECT DISTINCT nickname FROM customer") == [("",)]
    assert raw(older, "SELECT version_num FROM alembic_version") == [(NEXT,)]
    assert raw(older, "PRAGMA application_id") == [(driver.APPLICATION_ID,)]
    assert is_sound(older)
    [copy] = backups(older)
    assert contents(copy) == before
    assert copy.stat().st_mode & 0o077 == 0
    assert "before-upgrade" in copy.name


def test_second_start_changes_nothing(older: Path, next_version: Callable[[str], None]) -> None:
    """Up to date is up to date: no further backup."""
    next_version("op.add_column('customer', sa.Column('nickname', sa.Text()))")
    Database.open(older).close()
    after = contents(older)
    Database.open(older).close()
    assert contents(older) == after
    assert len(backups(older)) == 1


def test_parent_table_is_rebuilt_without_loss(older: Path, next_version: Callable[[str], None]) -> None:
    """The trap of SQLite: rebuilding a table that others point to must not empty them."""
    before = [raw(older, f"SELECT count(*) FROM {name}") for name in ("customer", "contact", "work_item", "change")]
    next_version(
        "with op.batch_alter_table('customer', recreate='always') as batch:\n"
        "    batch.add_column(sa.Column('nickname', sa.Text()))"
    )
    Database.open(older).close()
    assert [raw(older, f"SELECT count(*) FROM {name}") for name in ("customer", "contact", "work_item", "change")] == (
        before
    )
    assert is_sound(older)


FAULTY = {
    "loses a row": "op.execute('DELETE FROM note WHERE id = 1')",
    "replaces a row": "op.execute('UPDATE user SET id = 1000 WHERE id = 1')",
    "loses history": "op.execute('DELETE FROM change WHERE id = 1')",
    "loses a row with links": "op.execute('DELETE FROM contact WHERE id = 1')",
    "loses all": "op.execute('DELETE FROM customer')",
    "loses tables": "op.drop_table('distinct')\nop.drop_table('contact')",
    "breaks links": "op.execute('UPDATE payment SET order_id = 999999 WHERE id = 1')",
    "breaks a rule": "op.execute('UPDATE settings SET region = NULL')",
    "twice": "op.add_column('customer', sa.Column('name', sa.Text()))",
    "nonsense": "op.execute('NONSENSE')",
    "half-way": (
        "op.add_column('customer', sa.Column('nickname', sa.Text()))\nop.execute('INSERT INTO nowhere VALUES (1)')"
    ),
}
"""What a migration does wrong to its statements."""


@pytest.mark.parametrize("faulty", FAULTY.values(), ids=FAULTY.keys())
def test_faulty_migration_leaves_the_file_as_it_was(
    older: Path, next_version: Callable[[str], None], faulty: str
) -> None:
    """Loss, broken links, an error in the middle: refused plainly, every row and the schema untouched, the backup
    kept, and the older program can still use it."""
    before = contents(older)
    next_version(faulty)
    with pytest.raises(Unusable) as refused:
        Database.open(older)
    assert is_plain(refused.value)
    assert contents(older) == before
    assert [contents(copy) for copy in backups(older)] == [before]


def test_fault_of_the_program_in_a_migration(older: Path, next_version: Callable[[str], None]) -> None:
    """Any other error takes everything back as well."""
    before = contents(older)
    next_version("op.add_column('customer', sa.Column('nickname', sa.Text()))\nraise ZeroDivisionError")
    with pytest.raises((ZeroDivisionError, Refused)):
        Database.open(older)
    assert contents(older) == before


def test_damaged_database_is_not_migrated(older: Path, next_version: Callable[[str], None]) -> None:
    """What cannot be backed up is not touched, and no bad copy is kept."""
    content = bytearray(older.read_bytes())
    for start in range(4096 * 3, len(content), 4096 * 3):
        content[start : start + 4096] = b"\xff" * 4096
    older.write_bytes(content)
    before = digest(older)
    next_version("op.add_column('customer', sa.Column('nickname', sa.Text()))")
    with pytest.raises(Unusable, match="damaged") as refused:
        Database.open(older)
    assert is_plain(refused.value)
    assert digest(older) == before
    assert backups(older) == []


def test_database_in_use_is_not_migrated(
    older: Path, next_version: Callable[[str], None], child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program is writing: one sentence, and the next start tries again."""
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
    before = contents(older)
    next_version("op.add_column('customer', sa.Column('nickname', sa.Text()))")
    holder = child("hold", older)
    assert holder.hear() == "locked"
    with pytest.raises(Unusable, match="in use by another program") as refused:
        Database.open(older)
    assert is_plain(refused.value)
    holder.all_it_says()
    assert contents(older) == before
    Database.open(older).close()
    assert raw(older, "SELECT version_num FROM alembic_version") == [(NEXT,)]


def test_no_place_for_the_backup(older: Path, next_version: Callable[[str], None]) -> None:
    """Without a backup there is no migration."""
    backup_folder(older).touch()  # a file where the folder should be
    before = contents(older)
    next_version("op.add_column('customer', sa.Column('nickname', sa.Text()))")
    with pytest.raises(Unusable, match="A backup cannot be put into") as refused:
        Database.open(older)
    assert is_plain(refused.value)
    assert contents(older) == before


def test_backup_of_a_database_in_use(sample: Database, tmp_path: Path) -> None:
    """A copy made in the middle of a write has what was committed, is sound, and is its owner's alone."""
    rows = len(raw(sample.path, "SELECT * FROM customer"))
    with sample.write("test") as transaction:
        transaction.add(Customer, {"name": "Not committed yet"})
        copy = copy_database(sample.path, tmp_path / "backups" / "copy.db")
    assert len(raw(copy, "SELECT * FROM customer")) == rows
    assert is_sound(copy)
    assert copy.stat().st_mode & 0o077 == 0


def test_backup_of_a_damaged_database(older: Path, tmp_path: Path) -> None:
    """A copy has the damage of what was copied: it is refused, not kept as a good one."""
    overwrite_root(older, "ix_contact_list_phone")
    with pytest.raises(Unusable, match="is damaged") as refused:
        copy_database(older, tmp_path / "backups" / "copy.db")
    assert is_plain(refused.value)
    assert list((tmp_path / "backups").iterdir()) == []


def test_backups_do_not_replace_each_other(sample: Database, tmp_path: Path) -> None:
    """Two within one second have names of their own."""
    copies = {copy_database(sample.path, tmp_path / "backups" / "copy.db") for _ in range(3)}
    assert len(copies) == 3
    assert all(copy.exists() for copy in copies)
