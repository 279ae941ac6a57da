"""An import on its way through the steps: what was chosen stays when a step is left and entered again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.outcome import OnDuplicate
from capptro_tui.exchange.importing.preparing import FirstLook, PreparedImport, ReadingChoices
from capptro_tui.exchange.importing.remembered import RememberedImports
from capptro_tui.exchange.understanding.plan import Plan
from capptro_tui.locations import imports_folder
from capptro_tui.models.record import RecordType


@dataclass(slots=True)
class ImportJob:
    """The choices of an import.

    Attributes:
        record: the type of the records.
        remembered: the mappings and files of earlier imports.
        path: the file, or a folder of vCard files; None until one is chosen.
        choices: how it is to be read.
        look: its first rows; None until they are read.
        prepared: the meaning of its columns; None until the file is read.
        mapping: the mapping as people have changed it; None for the one that is found.
        is_remembered: whether the mapping is that of an earlier import.
        on_duplicate: the treatment of records that are there already.
        decisions: decisions about single records of the file, which go before that.
    """

    record: RecordType
    remembered: RememberedImports
    path: Path | None = None
    choices: ReadingChoices = field(default_factory=ReadingChoices)
    look: FirstLook | None = None
    prepared: PreparedImport | None = None
    mapping: Plan | None = None
    is_remembered: bool = False
    on_duplicate: OnDuplicate = OnDuplicate.USUAL
    decisions: Decisions = field(default_factory=Decisions)

    @classmethod
    def begin(cls, database: Database, record: RecordType) -> ImportJob:
        """Return an import into a database with nothing chosen."""
        remembered = RememberedImports(imports_folder(), database.guard.database_id)
        return cls(database.schema.own(record), remembered)

    def choose_file(self, path: Path) -> None:
        """Choose a file. What was chosen for another one is dropped."""
        if path != self.path:
            self.path, self.choices, self.look = path, ReadingChoices(), None
            self.prepared = self.mapping = None
            self.decisions.clear()

    def take_look(self, look: FirstLook) -> None:
        """Keep a new look at the file. The mapping stays as long as the columns do."""
        if self.look is None or self.look.layout != look.layout:
            self.mapping = self.remembered.mapping(look.layout)
            self.is_remembered = self.mapping is not None
            self.decisions.clear()
        self.look, self.choices, self.prepared = look, look.choices, None


@dataclass(frozen=True, slots=True)
class FinishedImport:
    """The end of an import.

    Attributes:
        record: the type of the records.
        batch: the batch whose records are to be shown; 0 to show none.
        count: number of these records.
    """

    record: RecordType
    batch: int = 0
    count: int = 0
