"""Choose a file to attach to a record as a document, and a folder to copy documents to."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.screens.base import Dialog
from capptro_tui.screens.forms.unsaved import ResumableScreen
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.drafts.standing import record_of
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.search.listing import one, one_or_none
from capptro_tui.show import show
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.form.path_picker import PathPicker
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.keys.key_bar import KeyBar
from capptro_tui.widgets.textual_patches.boxes import Across

_PATH, _DESCRIPTION = "path", "description"
"""Keys of a draft's contents."""


class AttachDialog(ResumableScreen[WriteResult | None], Dialog[WriteResult | None]):
    """Asks for a file and its description, and attaches it to a record. Closes with the result, or None."""

    AUTO_FOCUS = "PathPicker Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "attach", "Attach", priority=True, id="save"),
        Binding("escape", "leave", "Back", id="back"),
    ]

    def __init__(self, record: RecordType, row_id: int, draft: Draft | None = None) -> None:
        """`draft` is an earlier draft to continue."""
        super().__init__(draft_id=draft.id if draft else "")
        self.record = record
        self.row_id = row_id
        self._draft = draft
        self._called = ""
        self._attaching = False

    def compose(self) -> ComposeResult:
        row = one(self.desk.database, self.record, self.row_id)
        self._called = self.record.called(row)
        label = Attachment.fields["description"].label
        with Vertical(id="dialog"):
            yield Static(Content.assemble("Attach a file to ", show(self._called, 60)), id="question")
            yield Static(id="problem")  # above the file: the choices are below it
            with Across(classes="line"):
                yield Static("File", classes="label")
                yield PathPicker(self.desk.folder)
            with Across(classes="line"):
                yield Static(label, classes="label")
                yield LineInput(placeholder="what it is, where its name does not say so", id="description")
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#problem").display = False
        if self._draft is not None:
            self._go_on_with(self._draft)

    @property
    def picker(self) -> PathPicker:
        """The picker of the file."""
        return self.query_one(PathPicker)

    @on(events.DescendantFocus, "PathPicker Input")
    def _entered(self) -> None:
        if not isinstance(self.picker.value, Path) or self.picker.value == self.picker.folder:
            run_in_background(self, self.picker.browse)

    @on(Picker.Chosen)
    def _chosen(self, event: Picker.Chosen) -> None:
        self._say("")
        self.desk.folder = self.picker.folder
        if event.by_enter:
            self.query_one("#description").focus()

    @on(Input.Submitted)
    async def _submitted(self) -> None:
        await self.action_attach()

    # Text that is typed and not attached yet

    @classmethod
    def from_draft(cls, draft: Draft, database: Database) -> AttachDialog:
        """Make the dialog from a draft. Raises Refused."""
        record = record_of(database.schema, draft)
        row = one_or_none(database, record, draft.row_id) if record is not None and draft.row_id is not None else None
        if record is None or row is None or row["trashed"] is not None:
            raise Refused("What this file was to be attached to is gone, or in the trash.")
        return cls(record, row["id"], draft)

    def _go_on_with(self, draft: Draft) -> None:
        """Fill in the file and the description of a draft."""
        path, description = (draft.contents.get(name, FieldContent()).text for name in (_PATH, _DESCRIPTION))
        file = Path(path).expanduser()
        if file.is_file():
            self.picker.folder = file.parent
            self.picker.choose(file, path)
        self.query_one("#description", LineInput).value = description

    def unsaved(self) -> Draft | None:
        """Return the description and the file as a draft. A file alone is quickly chosen again."""
        contents = {
            _PATH: FieldContent(self.picker.text),
            _DESCRIPTION: FieldContent(self.query_one("#description", LineInput).value),
        }
        if not contents[_DESCRIPTION].text.strip():
            return None
        return Draft(
            id=self.draft_id,
            form="attach",
            title=f"File for {self._called}",
            tab=self.tab,
            record=self.record.info.name,
            row_id=self.row_id,
            contents=contents,
            typed=tuple(contents),
        )

    @on(Input.Changed)
    def _edited(self) -> None:
        self.keep_typed_soon()

    async def action_attach(self) -> None:
        """Attach the chosen file. If it is refused, show why and stay."""
        from capptro_tui.services.documents import attachments

        path, description = self.picker.value, self.query_one("#description", LineInput).value
        if self._attaching:
            return
        if not isinstance(path, Path) or path == self.picker.folder:
            self._say("Choose a file: type any part of its name, and press enter.")
            self.picker.focus()
            return
        self._attaching = True
        try:
            done = await asyncio.to_thread(
                attachments.attach, self.desk.database, self.record, self.row_id, [path], description=description
            )
        except Refused as refused:
            if self.is_running:  # closed meanwhile, it has no widgets any more
                self._say(str(refused))
            else:
                self.desk.say(str(refused), severity="error")
        else:
            self.desk.saved(done)
            self.dismiss(done)
        finally:
            self._attaching = False

    def _say(self, problem: str) -> None:
        said = self.query_one("#problem", Static)
        said.update(Content.styled(show(problem, 400), "$error"))
        said.display = bool(problem)

    def action_leave(self) -> None:
        """Attach nothing."""
        self.leave()


class ChooseFolder(Dialog[Path | None]):
    """Asks for a folder; closes with it, or None."""

    AUTO_FOCUS = "PathPicker Input"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", id="back")]

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(Content(show(self.question, 100)), id="question")
            with Across(classes="line"):
                yield Static("Folder", classes="label")
                yield PathPicker(self.desk.folder, folders=True)
            yield KeyBar()

    @on(events.DescendantFocus)
    def _entered(self) -> None:
        run_in_background(self, self.query_one(PathPicker).browse)

    @on(Picker.Chosen)
    def _chosen(self, event: Picker.Chosen) -> None:
        if event.by_enter:
            self.desk.folder = event.value
            self.dismiss(event.value)

    def action_leave(self) -> None:
        """Choose none."""
        self.dismiss(None)
