"""Arguments and options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from capptro_tui.cli.parsing.command import Argument, Option, Words
from capptro_tui.cli.parsing.parser import whole_number

if TYPE_CHECKING:
    from capptro_tui.models.schema import Schema

LARGEST: Final = 2**63 - 1


def _file(word: str) -> Path:
    if not word:
        raise ValueError("needs a value")
    return Path(word)


DB: Final = Option(
    ("--db",),
    "db",
    "The database; otherwise CAPPTRO_DB, or the one in your data folder.",
    metavar="FILE",
    read=_file,
    is_file=True,
)
JSON: Final = Option(("--json",), "as_json", "Print one JSON value, for programs, instead of text for people.")
DRY_RUN: Final = Option(("--dry-run",), "dry_run", "Only list what would happen.")
FORCE: Final = Option(("--force",), "force", "Go ahead although later changes are overwritten.")
NO_PAGER: Final = Option(("--no-pager",), "no_pager", "Print long text at once, not a screenful at a time.")
REF: Final = Argument("ref", "NUMBER", "A record's number, such as C-42.")
WHERE: Final = Option(
    ("--where",),
    "where",
    "Only those that have this value; of one field several times, any of the values.",
    metavar="FIELD=VALUE",
    is_repeated=True,
)
SORT: Final = Option(("--sort",), "sort", "In the order of a field; -FIELD the other way.", metavar="FIELD", default="")
REFS: Final = Argument("refs", "NUMBER", "Numbers of records, such as C-42; one or more.", count="many")


def known_schema() -> Schema:
    """Return the schema by which words are read before a database is open, and with which databases are opened.

    Help and completion have no database, and a word that names nothing is refused before a file is made or migrated.
    """
    return _shipped_schema()


def _shipped_schema() -> Schema:
    from capptro_tui.models.shipped import SHIPPED  # late: help and completion of the verbs do without

    return SHIPPED


def record_slugs() -> list[str]:
    """Return the names of the record types on the command line: `customers`, `work-items`."""
    return [record.info.slug for record in known_schema().numbered]


def limit(help_text: str, default: int | None, *, most: int = 10_000) -> Option:
    """Return the option `--limit`."""
    return Option(("--limit",), "limit", help_text, metavar="COUNT", default=default, read=whole_number(1, most))


def only(help_text: str, words: Words = record_slugs) -> Option:
    """Return the option `--only RECORDS`."""
    return Option(("--only",), "only", help_text, metavar="RECORDS", words=words)


def output_file() -> Option:
    """Return the option `--output FILE`."""
    return Option(
        ("--output", "-o"),
        "to",
        "Write to this file, not to the screen.",
        metavar="FILE",
        read=Path,
        is_file=True,
    )


def column_names(word: str) -> list[str]:
    """Return the names in a list with commas between them."""
    return [name.strip() for name in word.split(",") if name.strip()]
