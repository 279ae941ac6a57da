"""Names of files: what a document keeps, and what is safe to make in anybody's folder."""

from __future__ import annotations

import os
import unicodedata
from pathlib import PurePath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from capptro_tui.services.documents.file_names import MOST_BYTES, MOST_CHARACTERS, safe, storable, type_of
from tests.support import HOSTILE

NAMES = st.text(alphabet=st.characters(), max_size=400) | st.sampled_from(HOSTILE)


@given(NAMES)
@example("")
@example("\udd00.pdf")
@example("...")
@example("../../etc/passwd")
@example("CON.txt")
@example("x" * 300 + ".pdf")
@example("é" * 300 + ".pdf")
@example("a." + "b" * 300)
@example("x" * 199 + "." + "y" * 100)
def test_a_safe_name_is_one_harmless_part_of_a_path(name: str) -> None:
    """It leads nowhere, hides nothing, fits every system, and stays what it is when it is made safe again."""
    made = safe(name)
    assert made
    assert len(made.encode()) <= MOST_BYTES
    assert PurePath(made).name == made == PureWindowsPath(made).name
    assert not made.startswith((".", " "))
    assert not made.endswith((".", " "))
    assert not {unicodedata.category(one) for one in made} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert safe(made) == made


@given(st.binary(min_size=1, max_size=255))
def test_any_name_of_a_file_can_be_kept(raw: bytes) -> None:
    """Also one that is not UTF-8: on one line, of whole characters, not too long."""
    kept = storable(os.fsdecode(raw))
    assert kept.strip() == kept != ""
    assert len(kept) <= MOST_CHARACTERS
    assert kept.encode().decode() == kept
    assert kept.splitlines() == [kept]


@pytest.mark.parametrize(
    ("name", "kept", "made"),
    [
        ("Invoice 0042.pdf", "Invoice 0042.pdf", "Invoice 0042.pdf"),
        ("Angebot für Müller & Söhne.docx", "Angebot für Müller & Söhne.docx", "Angebot für Müller & Söhne.docx"),
        ("Re: offer?.eml", "Re: offer?.eml", "Re_ offer_.eml"),
        (".htaccess", ".htaccess", "htaccess"),
        ("../../up.txt", "../../up.txt", "_.._up.txt"),
        ("two\nlines.txt", "two_lines.txt", "two_lines.txt"),
        ("\u202egnp.exe", "\u202egnp.exe", "_gnp.exe"),
        ("\x1b[2J.txt", "_[2J.txt", "_[2J.txt"),
        ("nul.txt", "nul.txt", "_nul.txt"),
        (" ", "document", "document"),
    ],
)
def test_what_names_become(name: str, kept: str, made: str) -> None:
    """A document keeps its name as it is; only what is made in a folder has another where it must."""
    assert (storable(name), safe(name)) == (kept, made)


def test_a_long_name_keeps_its_ending() -> None:
    """By which its program is found."""
    assert storable("x" * 300 + ".pdf").endswith("x.pdf")
    assert safe("é" * 300 + ".pdf").endswith("é.pdf")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.pdf", "application/pdf"),
        ("A.JPG", "image/jpeg"),
        ("notes.txt", "text/plain"),
        ("scan.webp", "image/webp"),
        ("backup.tar.gz", "application/gzip"),
        ("data:text/html,x.pdf", "application/pdf"),
        ("none", ""),
        ("what.isthis", ""),
    ],
)
def test_the_type_is_that_of_the_ending(name: str, kind: str) -> None:
    """Whatever this system knows besides."""
    assert type_of(name) == kind
