"""The way into an import, and what is shown after it."""

from __future__ import annotations

from capptro_tui.models.record import RecordType
from capptro_tui.screens import routes
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.screens.base import DeskScreen
from capptro_tui.screens.importing.import_job import FinishedImport, ImportJob


def open_import(desk: AppActions, record: RecordType) -> None:
    """Ask for a file and import its records; afterwards show them, if that is wanted."""

    def finished(done: FinishedImport | None) -> None:
        if done is not None and done.batch:
            show_imported(desk, done)

    desk.push_screen(routes.IMPORT.make(ImportJob.begin(desk.database, record)), finished)


def show_imported(desk: AppActions, done: FinishedImport) -> None:
    """Show the list of a record type with nothing but the imported records."""
    desk.open_list(done.record.info.name)
    if isinstance(desk.screen, DeskScreen):
        desk.screen.show_batch(done.batch, f"the {done.count:,} imported")
