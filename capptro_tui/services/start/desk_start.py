"""Opens the database at the start of the app, with the questions that people have to decide first.

The program decides nothing alone and deletes nothing: files that are not used are kept in the backup folder. Most
imports are inside functions, so that a start without a question does not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Damaged, ForeignStructures, MisfitLog, NotADatabase
from capptro_tui.locations import backup_folder
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.settings import Settings

if TYPE_CHECKING:
    from capptro_tui.services.backups.store import Backup
    from capptro_tui.services.integrity.linked_documents import Stray
    from capptro_tui.services.restoring.restoring import BackupComparison

_MOST_NAMED: Final = 5
_VERB: Final = "remove foreign rules"
_RULES, _DOCUMENTS, _NOTHING = "rules", "documents", "nothing"
"""Questions that may be put off until the next start."""

FILE_KEPT: Final = "The damaged file is kept."
"""A note for people on a damaged database that a backup replaces."""

_ASIDE: Final = "The log is put aside into the folder of the backups, not deleted."


@dataclass(frozen=True, slots=True)
class Way:
    """One answer to a question. With neither `act` nor `make_backup`, the user chooses a backup to put in place.

    Attributes:
        title: its title.
        text: one sentence on its effect.
        act: performs it; returns a sentence about the result, or "". Raises Refused.
        make_backup: makes a backup to put in place; returns it and a sentence about its content. Raises Refused.
    """

    title: str
    text: str
    act: Callable[[], str] | None = None
    make_backup: Callable[[], tuple[Backup, str]] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question to decide before the database opens.

    Attributes:
        title: the problem.
        text: its meaning.
        ways: the answers, the usual one first; () if the program cannot help.
    """

    title: str
    text: str
    ways: tuple[Way, ...]


class DeskStart:
    """Opens a database, with the questions to decide until it is open."""

    def __init__(self, path: Path, named: Path, schema: Schema = SHIPPED) -> None:
        """
        Args:
            path: path of the database, without links.
            named: the path that the user gave.
            schema: the schema of the database.
        """
        self.path = path
        self.named = named
        self.schema = schema
        self._put_off: set[str] = set()

    def open(self) -> Database | Question | None:
        """Open the database, or return the question to decide first; None if there is no database yet.

        Raises:
            Unusable: it cannot be used, and no decision would change that.
        """
        try:
            return self._opened()
        except MisfitLog as misfit:
            return self._about_log(misfit)
        except ForeignStructures as foreign:
            return self._about_rules(foreign.names, self._remove_from_older)
        except Damaged as damage:
            from capptro_tui.services.restoring.replacing import may_be_replaced

            if not may_be_replaced(damage):
                raise
            return self._about_damage(damage)

    def _opened(self) -> Database | Question | None:
        database = Database.open_if_there(self.path, schema=self.schema)
        if database is None:
            return self._about_nothing()
        try:
            question = self._about_opened(database)
        except BaseException:
            database.close()
            raise
        if question is not None:
            database.close()
        return question or database

    def _about_opened(self, database: Database) -> Question | None:
        rows.one(database, Settings, 1)  # what the first screen needs must be readable
        if _RULES not in self._put_off and (names := database.find_foreign()):
            return self._about_rules(names, self._remove_rules)
        if _DOCUMENTS not in self._put_off and self.named.is_symlink():
            from capptro_tui.services.integrity.linked_documents import find_strays

            if strays := find_strays(database, self.named):
                return self._about_strays(strays)
        return None

    def _putting_off(self, what: str) -> Callable[[], str]:
        def put_off() -> str:
            self._put_off.add(what)
            return ""

        return put_off

    # Backups

    @property
    def kept(self) -> str:
        """A note for people on the file that a backup would replace."""
        return FILE_KEPT if self.path.exists() else "There is no file that it would replace."

    def backups(self) -> list[Backup]:
        """Return the backups that may be put in place, newest first."""
        from capptro_tui.services.backups.overview import backups_of_lost

        return backups_of_lost(self.path)

    def describe(self, backup: Path) -> BackupComparison:
        """Describe a backup. Raises Refused if it cannot be put in place."""
        from capptro_tui.services.restoring.restoring import describe

        return describe(self.path, backup, self.schema)

    def put_in_place(self, backup: Path) -> str:
        """Put a backup in the place of the database; return a sentence about the result. Raises Refused."""
        from capptro_tui.services.restoring.replacing import put_in_place

        done = put_in_place(self.path, backup, self.schema)
        kept = f" The damaged file is kept in {done.kept}." if done.kept else ""
        missing = f" {done.missing:,} files of documents are nowhere." if done.missing else ""
        return f"Put back {backup.name}.{kept}{missing}"

    def _way_back(self) -> tuple[Way, ...]:
        """Return the answer that leads to the backups; () if there are none."""
        newest = next(iter(self.backups()), None)
        if newest is None:
            return ()
        text = f"The newest is of {newest.taken_text}. You see first what is in it."
        return (Way("Put back a backup", text),)

    # A log

    def _about_log(self, misfit: MisfitLog) -> Question:
        if not self.path.exists():
            return Question(
                "A log lies here without its database",
                f"{misfit.path.name} holds the last changes of a database that is no longer beside it. If you can, put "
                "that file back before you go on.",
                (Way("Go on without it", _ASIDE, self._set_log_aside),),
            )
        return Question(
            "A log of changes does not fit your database",
            f"{misfit.path.name} was written for another file, as when a backup is copied over the database after a "
            "crash. Which one do you want? What you do not take is kept.",
            (
                Way("The file as it is", _ASIDE, self._set_log_aside),
                Way(
                    "The file with the changes of the log",
                    "That is tried on a copy, and taken only if it gives a sound database.",
                    self._apply_log,
                ),
            ),
        )

    def _set_log_aside(self) -> str:
        from capptro_tui.services.integrity.recovery import set_log_aside

        return f"The log was put aside as {set_log_aside(self.path)}."

    def _apply_log(self) -> str:
        from capptro_tui.services.integrity.recovery import apply_log

        kept = apply_log(self.path, self.schema)
        return f"The changes of the log are in the database. As it was, it is kept as {kept}."

    # Rules of other programs

    def _about_rules(self, names: list[str], remove: Callable[[], str]) -> Question:
        named = ", ".join(name[:60] for name in names[:_MOST_NAMED])
        more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
        removing = Way("Remove them", "The database as it is now is kept as a backup.", remove)
        looking = Way("Only look", "Nothing can be saved while they are there.", self._putting_off(_RULES))
        # An older database cannot even be opened with them.
        ways = (removing,) if remove == self._remove_from_older else (removing, looking)
        return Question(
            "Another program has put its own rules into your database",
            f"They are called {named}{more}. They may change records unseen, so nothing is saved while they are there.",
            ways,
        )

    def _remove_from_older(self) -> str:
        from capptro_tui.services.integrity.foreign_rules import remove_from_older

        return _removed(remove_from_older(self.path, self.schema))

    def _remove_rules(self) -> str:
        from capptro_tui.services.integrity import foreign_rules

        database = Database.open(self.path, schema=self.schema)
        try:
            kept = foreign_rules.remove(database, _VERB)
            foreign_rules.mend(database, _VERB)
        finally:
            database.close()
        return _removed(kept)

    # Damage

    def _about_damage(self, damage: Damaged) -> Question:
        is_readable = not isinstance(damage, NotADatabase)
        what = "A part of it cannot be read" if is_readable else "It is no database any more"
        salvaging = Way(
            "Save what can be read", "As a backup of its own. You see first what was saved.", make_backup=self._salvage
        )
        return Question(
            "Your database is damaged",
            f"{what}: {damage.path}. The damaged file is kept, whatever you choose.",
            (*self._way_back(), *((salvaging,) if is_readable else ())),
        )

    def _salvage(self) -> tuple[Backup, str]:
        from capptro_tui.services.backups.store import local_backups
        from capptro_tui.services.restoring import salvaging

        done = salvaging.salvage_as_backup(self.path, datetime.now(), self.schema)
        return next(backup for backup in local_backups(self.path) if backup.path == done.path), salvaging.describe(done)

    def _about_nothing(self) -> Question | None:
        """Return a question if a database with backups is gone: a new one is not created unasked."""
        if _NOTHING in self._put_off or not backup_folder(self.path).is_dir() or not (way_back := self._way_back()):
            return None
        return Question(
            "Your database is gone",
            f"There is no file {self.path} any more, but there are backups of it. If you have moved it, move it back, "
            "or name it with --db.",
            (*way_back, Way("Begin anew", "The backups stay where they are.", self._putting_off(_NOTHING))),
        )

    # Documents beside a link

    def _about_strays(self, strays: list[Stray]) -> Question:
        from capptro_tui.services.integrity.linked_documents import sentence

        return Question(
            "Documents lie where they are not looked for",
            sentence(strays),
            (
                Way("Move them to the others", "Each is checked; one that is damaged stays there.", self._move),
                Way("Not now", "You are asked again at the next start.", self._putting_off(_DOCUMENTS)),
            ),
        )

    def _move(self) -> str:
        from capptro_tui.services.integrity.linked_documents import describe, find_strays, move_strays

        database = Database.open(self.path, schema=self.schema)
        try:
            done = move_strays(database, find_strays(database, self.named))
        finally:
            database.close()
        self._put_off.add(_DOCUMENTS)  # damaged files stay, and the question is not asked again at once
        return describe(done)


def _removed(kept: Path | None) -> str:
    return "The rules were removed." + (f" As it was, the database is kept in {kept}." if kept else "")
