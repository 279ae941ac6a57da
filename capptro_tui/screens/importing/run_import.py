"""The last step of an import: the run with its progress, and what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused, Superseded
from capptro_tui.exchange.importing.outcome import Action
from capptro_tui.exchange.importing.preparing import ReadingWatch
from capptro_tui.exchange.importing.rejects import write_rejects
from capptro_tui.exchange.importing.report import ImportReport
from capptro_tui.exchange.importing.running import STOPPED, ImportOptions, run
from capptro_tui.screens.forms.unsaved import UnsavedScreen
from capptro_tui.screens.importing.import_job import FinishedImport, ImportJob
from capptro_tui.screens.importing.import_step import ImportStep
from capptro_tui.services.drafts.draft import Draft
from capptro_tui.services.history import undo
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.background import run_in_background

_TICK = 0.25
_BAR = 24
_WORDS = {
    Action.CREATED: "created", Action.UPDATED: "updated", Action.FILLED: "filled in",
    Action.UNCHANGED: "the same as before", Action.SKIPPED: "skipped as duplicates",
    Action.UNDECIDED: "to decide, and left out", Action.REFUSED: "refused",
}  # fmt: skip
_MOST_NAMES = 1000


class RunImport(UnsavedScreen[FinishedImport | None], ImportStep):
    """Imports, and shows how far it is; then what came of it. A stop writes nothing."""

    HELP = (
        "While it runs, `esc` stops it: then nothing is imported.\n"
        "Afterwards `s` shows the imported records, `r` writes the rows left out to a file,\n"
        "and `u` takes all of it back."
    )
    STEP: ClassVar[int] = 4
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "show_imported", "Show the imported", id="import.show"),
        Binding(
            "r", "rejects", "Rows left out", tooltip="Write the rows that were left out to a file", id="import.rejects"
        ),
        Binding("u", "undo", "Undo", tooltip="Take the whole import back", id="undo"),
        Binding("ctrl+s", "go_on", "Done", priority=True, id="save"),
        Binding("enter", "go_on", "Done", show=False, id="import.done"),
    ]

    def __init__(self, job: ImportJob) -> None:
        super().__init__(job)
        self._watch = ReadingWatch()
        self._report = ImportReport()
        self._so_far = (0, 0)
        self._began = time.monotonic()
        self._result: WriteResult | None = None
        self._is_running_import = True
        self._is_undone = False
        self._rejects: Path | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="progress")
        yield Static("", id="result")

    def on_mount(self) -> None:
        self.set_interval(_TICK, self._draw)
        self.say("")
        self._draw()
        run_in_background(self, self._run, group="run")

    def on_unmount(self) -> None:
        """Stop, if it still runs: nothing is imported then."""
        self._watch.stop()

    @property
    def is_working(self) -> bool:
        """Whether the import runs."""
        return self._is_running_import

    def unsaved(self) -> Draft | None:
        """Return None: nothing is typed here."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the actions of an import that has ended, as far as they have an object."""
        is_done = self._result is not None and not self._is_undone
        if action in ("show_imported", "undo"):
            return is_done and bool(self._result and self._result.count)
        if action == "rejects":
            return self._result is not None and bool(self._report.rejects) and self._rejects is None
        if action == "go_on":
            return self._result is not None
        return super().check_action(action, parameters)

    # The run

    async def _run(self) -> None:
        try:
            result = await asyncio.to_thread(self._import, self.desk.database)
        except Superseded:
            self._fail(STOPPED)
        except Refused as refused:
            self._fail(str(refused))
        else:
            self._is_running_import = False
            self._result = result
            if self.job.path is not None:
                self.job.remembered.remember_file(self.job.path)
            if result.count:
                self.desk.publish(result)
            self._draw()
            self.refresh_bindings()

    def _import(self, database: Database) -> WriteResult:
        job, found = self.job, self.job.prepared
        assert found is not None
        assert job.path is not None
        options = ImportOptions(
            job.on_duplicate, keeps_blanks=found.records.is_exact, expected=found.records.expected,
            file_name=job.path.name, decisions=job.decisions.copy(),
        )  # fmt: skip
        return run(
            database, job.record, found.read(self._watch), self._report.tell, options, progress=self._progressed,
            stop=lambda: self._watch.is_stopped,
        )  # fmt: skip

    def _progressed(self, done: int, total: int) -> None:
        """Note the progress. Called in the importing thread."""
        self._so_far = done, total

    def _fail(self, why: str) -> None:
        """Show that nothing was imported, and why."""
        self._is_running_import = False
        if self.is_running:
            self.say(why, wrong=True)
            self.query_one("#progress", Static).update(
                Content.styled("Nothing was imported. esc goes one step back.", "$muted")
            )
            self.refresh_bindings()

    # Showing

    def _draw(self) -> None:
        if not self.query("#progress") or (self._result is None and not self._is_running_import):
            return
        if self._result is None:
            self.query_one("#progress", Static).update(self._progress())
            return
        self.query_one("#progress", Static).update(Content.styled(show(self._result.summary, 300), "bold"))
        self.query_one("#result", Static).update(Content("\n").join(self._lines()))

    def _progress(self) -> Content:
        """Return the bar, the rate and the time left."""
        done, total = self._so_far
        if self._watch.is_stopped:
            return Content("Stopping…")
        if not done:
            return Content("Taking a backup and reading the file…")
        passed = max(time.monotonic() - self._began, 0.001)
        filled = _BAR * done // max(total, 1)
        left = round((total - done) * passed / done)
        return Content.assemble(
            ("━" * filled, "$accent"), ("─" * (_BAR - filled), "$muted"), f"  {done:,} of {total:,}",
            (f"  {round(done / passed):,} a second, {_time_told(left)} left\n\n", "$muted"),
            ("Others can read meanwhile; what they save waits. ", "$muted"), ("esc", "bold $accent"),
            (" stops: nothing is imported then.", "$muted"),
        )  # fmt: skip

    def _lines(self) -> Iterator[Content]:
        """Yield what came of the import."""
        report, info = self._report, self.job.record.info
        if self._is_undone:
            yield Content.styled("Taken back: everything is as it was before.", "$accent")
            return
        for action, word in _WORDS.items():
            if count := report.counts[action]:
                style = "$error" if action is Action.REFUSED else ""
                yield _line(count, info.label.lower() if count == 1 else info.plural.lower(), word, style)
        for name, count in report.parts.items():
            part = self.desk.schema.record_named(name).info
            yield _line(count, part.label.lower() if count == 1 else part.plural.lower(), "created with them")
        if count := report.mends:
            yield _line(count, "value" if count == 1 else "values", "mended; nothing of them is lost")
        if count := report.questions:
            yield _line(count, "record" if count == 1 else "records", "with a question")
        if self._rejects is not None:
            yield Content("")
            yield Content(f"The rows left out are in {show(self._rejects, 300)}.")

    # Keys

    def action_back(self) -> None:
        """Stop after a question while it runs. After an import that was made, close all steps."""
        if self._is_running_import:
            question = "Stop the import?"
            self.desk.confirm(question, ["Nothing is imported then."], yes="Stop", no="Go on", then=self._stop)
        elif self._result is not None and not self._is_undone:
            self.action_go_on()
        else:
            self.dismiss(None)

    def _stop(self) -> None:
        if self._is_running_import:
            self._watch.stop()
        else:
            self.desk.say("It was finished already; u takes it back.", severity="warning")

    def action_go_on(self) -> None:
        """Close all steps."""
        self._close(0)

    def action_show_imported(self) -> None:
        """Close all steps, and show the imported records in their list."""
        assert self._result is not None
        self._close(self._result.batch)

    def _close(self, batch: int) -> None:
        counts = self._report.counts
        count = counts[Action.CREATED] + counts[Action.UPDATED] + counts[Action.FILLED]
        self.dismiss(FinishedImport(self.job.record, batch, count))

    async def action_undo(self) -> None:
        """Take the import back."""
        assert self._result is not None
        batch = self._result.batch
        if await self.desk.perform(lambda database: undo.undo(database, batch)) is not None and self.is_running:
            self._is_undone = True
            self._draw()
            self.refresh_bindings()

    async def action_rejects(self) -> None:
        """Write the rows that were left out to a new file beside the source."""
        found, path = self.job.prepared, self.job.path
        assert found is not None
        assert path is not None
        target = _free_name(path)
        write = partial(write_rejects, target, found.records, self._report.rejects, database=self.desk.database.path)
        try:
            await asyncio.to_thread(write)
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
            return
        self._rejects = target
        self._draw()
        self.refresh_bindings()


def _line(count: int, what: str, word: str, style: str = "") -> Content:
    return Content.assemble((f"{count:>9,} ", "bold"), (f"{what} {word}", style))


def _free_name(source: Path) -> Path:
    """Return the path of a new file for the rows of a source that were left out."""
    stem = f"{source.stem} - left out"
    names = (f"{stem}{f' ({count})' if count > 1 else ''}.csv" for count in range(1, _MOST_NAMES))
    return next((path for name in names if not (path := source.parent / name).exists()), source.parent / f"{stem}.csv")


def _time_told(seconds: int) -> str:
    """Return a time in words."""
    if seconds < 90:
        return f"about {max(seconds, 1)} s"
    return f"about {round(seconds / 60)} min"
