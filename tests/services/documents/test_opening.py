"""Opening a document with the system's own program: a copy, private and unchangeable, and no shell in between."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from time import time

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import Row
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.documents import attachments, opening
from tests.support import add_customer, get, is_plain


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    """A file to attach."""
    path = tmp_path / "mine" / "offer.pdf"
    path.parent.mkdir()
    path.write_bytes(b"%PDF-1.7 offer")
    return path


def attached(database: Database, path: Path) -> Row:
    """A file as a document of a new customer."""
    done = attachments.attach(database, Customer, add_customer(database), [path])
    return get(database, Attachment, done.row_id)


@pytest.fixture(autouse=True)
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's opener, which notes what it is given, and what it sees there, in the file that is returned."""
    folder, noted = tmp_path / "bin", tmp_path / "noted"
    folder.mkdir()
    script = folder / "xdg-open"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$#" "$1" "$(cat "$1")" > {noted}\n')
    script.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setattr(opening.sys, "platform", "linux")
    monkeypatch.setattr(opening.tempfile, "tempdir", str(tmp_path))
    return noted


def test_program_gets_a_copy(database: Database, offer: Path, opener: Path) -> None:
    """Under the document's own name, which nobody else may read and which cannot be changed."""
    row = attached(database, offer)
    copy = opening.open_document(database, row)
    assert opener.read_text().splitlines() == ["1", str(copy), "%PDF-1.7 offer"]
    assert copy.name == "offer.pdf"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_name_is_no_command(database: Database, offer: Path, opener: Path) -> None:
    """No shell sees it."""
    path = offer.rename(offer.with_name("-x; touch owned $(touch owned) `touch owned` & 'a.pdf"))
    row = attached(database, path)
    copy = opening.open_document(database, row)
    assert opener.read_text().splitlines()[:2] == ["1", str(copy)]
    assert copy.name == path.name


def test_copies_go_after_a_day(database: Database, offer: Path, tmp_path: Path) -> None:
    """With the next one that is opened; nothing else in that folder does."""
    row = attached(database, offer)
    old, new = (opening.open_document(database, row) for _ in range(2))
    link = tmp_path / "capptro-open-link"
    link.symlink_to(offer.parent)
    os.utime(old.parent, (time() - 90_000,) * 2)
    opening.open_document(database, row)
    assert (old.exists(), new.exists(), offer.exists(), link.exists()) == (False, True, True, True)


def test_no_opener_and_one_that_fails(
    database: Database, offer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said in a sentence, and no copy is left lying about."""
    row = attached(database, offer)
    (tmp_path / "bin" / "xdg-open").write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(Refused, match=r"knows no program that opens offer\.pdf") as why:
        opening.open_document(database, row)
    assert is_plain(why.value)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(Refused, match="This system has no xdg-open") as why:
        opening.open_document(database, row)
    assert is_plain(why.value)
    assert not list(tmp_path.glob("capptro-open-*"))


def test_a_program_that_stays_open_is_not_waited_for(
    database: Database, offer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = attached(database, offer)
    (tmp_path / "bin" / "xdg-open").write_text("#!/bin/sh\nexec sleep 1\n")
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    assert opening.open_document(database, row).exists()
