"""The page of a document: a preview, and the ways to open or copy its file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from capptro_tui.errors import Refused
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.screens.pages.record_page import RecordPage
from capptro_tui.widgets.page.preview import Preview
from capptro_tui.widgets.page.tab_strip import Tab
from capptro_tui.widgets.table.table_columns import Row

PREVIEW = "preview"


class DocumentPage(RecordPage):
    """Everything about one document."""

    HELP = (
        "`v` opens the document in its own program; `s` copies it to a folder.\n"
        "What is changed in the other program is saved elsewhere: the document here stays as it is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "open_document", "Open", tooltip="Open it in its program", id="document.open"),
        Binding("s", "export", "Save a copy", tooltip="Copy it to a folder", id="document.export"),
    ]

    def __init__(self, row_id: int) -> None:
        super().__init__(Attachment, row_id)

    def _parts(self) -> list[Tab]:
        """Return the parts of the page, the preview first."""
        return [Tab(PREVIEW, "Preview"), *super()._parts()]

    def _make_part(self, key: str, row: Row) -> Widget:
        if key == PREVIEW:
            return Preview(self.desk.database, row, id=PREVIEW, classes="part")
        return super()._make_part(key, row)

    @work(exclusive=True, group="open")
    async def action_open_document(self) -> None:
        """Open a copy of the document's file in its own program."""
        from capptro_tui.services.documents import opening

        if self.row is not None:
            try:
                await asyncio.to_thread(opening.open_document, self.desk.database, self.row)
            except Refused as refused:
                self.desk.say(str(refused), severity="error")

    def action_export(self) -> None:
        """Copy the document's file to a folder."""
        from capptro_tui.screens.forms.documents import ChooseFolder
        from capptro_tui.services.documents import attachments

        async def chosen(folder: Path | None) -> None:
            if folder is None or self.row is None:
                return
            try:
                [copy] = await asyncio.to_thread(attachments.export, self.desk.database, [self.row], folder)
            except Refused as refused:
                self.desk.say(str(refused), severity="error")
            else:
                self.desk.say(f"Copied to {copy}.")

        if self.row is not None:
            self.app.push_screen(ChooseFolder(f"Copy {Attachment.called(self.row)} to"), chosen)
