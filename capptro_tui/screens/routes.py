"""The screens that the program opens, in one table: app, palette, help and keys read it.

The code of a screen is loaded when it is first opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any, Final

from textual.binding import Binding
from textual.screen import Screen

from capptro_tui.models.record import RecordType


class Needs(Enum):
    """The things that must be named to open a screen."""

    NOTHING = "nothing"
    RECORD_TYPE = "a record type"
    RECORD = "a record"
    RECORDS = "records of a type"
    CUSTOMERS = "two customers"
    QUESTION = "a question and its details"
    START = "a start that cannot go on by itself"
    IMPORT = "an import that has begun"


@dataclass(frozen=True, slots=True)
class Route:
    """A screen of the table, with its names and keys.

    Attributes:
        name: its name in the program.
        title: its name for people.
        purpose: what it is for, as the palette says it.
        screen: module below `capptro_tui.screens` and class: `lists.trash:Trash`.
        needs: what must be named to open it.
        key: the key that opens it from every screen without typing; "" for none.
        opened_by: id of the binding that opens it elsewhere; "" where only the palette or the program does. Those of
            tabs begin with `tab.`.
        words: other words that find it in the palette.
        tooltip: what its key does, where that says more than the title.
        is_above: whether it is about the screen below, and made with it.
    """

    name: str
    title: str
    purpose: str
    screen: str
    needs: Needs = Needs.NOTHING
    key: str = ""
    opened_by: str = ""
    words: str = ""
    tooltip: str = ""
    is_above: bool = False

    def load(self) -> type[Screen[Any]]:
        """Return the class of the screen."""
        module, name = self.screen.split(":")
        found: type[Screen[Any]] = getattr(import_module(f"{__package__}.{module}"), name)
        return found

    def make(self, *args: Any, **options: Any) -> Screen[Any]:
        """Return a new screen, made with the arguments of its class."""
        return self.load()(*args, **options)

    def binding(self, *, show: bool = False) -> Binding:
        """Return the binding of its key; `show` puts it into the line of keys."""
        return Binding(self.key, f"screen('{self.name}')", self.title, tooltip=self.tooltip, show=show, id=self.name)


# The first screens of tabs
DASHBOARD: Final = Route(
    "dashboard", "Dashboard", "figures, work that is due, and what was done last", "tabs.dashboard:Dashboard",
    opened_by="tab.1", words="open show list",
)  # fmt: skip
LIST: Final = Route(
    "list", "List", "the records of a type", "lists.record_list:RecordList", Needs.RECORD_TYPE, opened_by="tab.2"
)
SETTINGS: Final = Route(
    "settings", "Settings", "of the business, and of this computer", "tabs.settings:SettingsScreen",
    opened_by="tab.7", words="open show list",
)  # fmt: skip

# Opened by name
GO: Final = Route(
    "go", "Go to a list", "every list by its letter", "commands.go_to:GoTo", key="g", words="open show"
)  # fmt: skip
TRASH: Final = Route("trash", "Trash", "what was deleted", "lists.trash:Trash", key="t", words="deleted restore")
HISTORY: Final = Route(
    "history", "History", "everything that was done", "lists.history:History", key="h", words="journal"
)
BACKUPS: Final = Route(
    "backups", "Backups", "what is in them, and restoring one", "backups.backups:Backups",
    key="B", words="restore copy salvage",
)  # fmt: skip
MAP: Final = Route(
    "map", "Map", "where it is, and in which geofences", "pages.map:MapScreen",
    key="l", words="location place where near geofence site", tooltip="Map of where it is", is_above=True,
)  # fmt: skip
REVIEW: Final = Route(
    "review", "Find duplicates", "customers that may be entered twice", "duplicates.review:Review",
    opened_by="duplicates", words="merge review same twice",
)  # fmt: skip
DRAFTS: Final = Route(
    "drafts", "Drafts", "what was typed and not saved", "forms.drafts:DraftList",
    opened_by="form.drafts", words="unsaved forms recover",
)  # fmt: skip
HELP: Final = Route(
    "help", "Help", "how to, and every key", "commands.help:Help", opened_by="help", words="keys", is_above=True
)
THEME: Final = Route(
    "theme", "Choose a theme", "how it looks, seen before it is chosen", "commands.theme:ChooseTheme",
    words="dark light colours",
)  # fmt: skip
PALETTE: Final = Route(
    "palette", "Commands and records", "every command, and every record by name", "commands.palette:Palette",
    opened_by="palette", is_above=True,
)  # fmt: skip

# Of one record or of some
PAGE: Final = Route(
    "page", "Page", "a record and what belongs to it", "pages.record_page:RecordPage",
    Needs.RECORD, opened_by="table.open",
)  # fmt: skip
CUSTOMER_PAGE: Final = Route(
    "customer page", "Customer", "a customer and what belongs to it", "pages.customer_page:CustomerPage",
    Needs.RECORD, opened_by="table.open",
)  # fmt: skip
DOCUMENT_PAGE: Final = Route(
    "document page", "Document", "a document and what it is attached to", "pages.document_page:DocumentPage",
    Needs.RECORD, opened_by="table.open",
)  # fmt: skip
ORDER_PAGE: Final = Route(
    "order page", "Order", "an order with its lines", "pages.order_page:OrderPage",
    Needs.RECORD, opened_by="table.open",
)  # fmt: skip
PUBLIC_FORM_PAGE: Final = Route(
    "public form page", "Public form", "a public form and its submissions", "pages.public_form_page:PublicFormPage",
    Needs.RECORD, opened_by="table.open",
)  # fmt: skip
SUBMISSION_PAGE: Final = Route(
    "submission page", "Submission", "what was sent by a public form", "pages.submission_page:SubmissionPage",
    Needs.RECORD, opened_by="table.open",
)  # fmt: skip
STATEMENT: Final = Route(
    "statement", "Statement of account", "what a customer owes, and since when", "pages.statement:StatementScreen",
    Needs.RECORD, opened_by="page.statement",
)  # fmt: skip
FORM: Final = Route(
    "form", "Form", "the fields of a record", "forms.form_screen:FormScreen", Needs.RECORD_TYPE, opened_by="edit"
)
ATTACH: Final = Route(
    "attach", "Attach a file", "a file for a record", "forms.documents:AttachDialog",
    Needs.RECORD, opened_by="page.attach",
)  # fmt: skip
BULK_CHANGE: Final = Route(
    "bulk change", "Change selected", "one change of many records", "lists.bulk_change:BulkChange",
    Needs.RECORDS, opened_by="bulk",
)  # fmt: skip
MERGE: Final = Route(
    "merge", "Merge", "two customers made one", "duplicates.merge:MergeScreen", Needs.CUSTOMERS, opened_by="merge"
)
MERGE_WITH: Final = Route(
    "merge with", "Merge with another customer", "asks for the other customer", "duplicates.merge:MergeWith",
    Needs.RECORD, opened_by="merge",
)  # fmt: skip

# The steps of an import
IMPORT: Final = Route(
    "import", "Import", "records of a file of another program", "importing.pick_file:PickFile",
    Needs.IMPORT, opened_by="import",
)  # fmt: skip
IMPORT_LOOK: Final = Route(
    "import look", "Look at the file", "its first rows, and how it is read", "importing.look_at_file:LookAtFile",
    Needs.IMPORT, opened_by="save",
)  # fmt: skip
IMPORT_COLUMNS: Final = Route(
    "import columns", "Columns", "what each column becomes", "importing.map_columns:MapColumns",
    Needs.IMPORT, opened_by="save",
)  # fmt: skip
IMPORT_REHEARSAL: Final = Route(
    "import rehearsal", "Rehearsal", "what would become of each row", "importing.rehearsal:Rehearsal",
    Needs.IMPORT, opened_by="save",
)  # fmt: skip
IMPORT_RUN: Final = Route(
    "import run", "Import", "the import itself, and what came of it", "importing.run_import:RunImport",
    Needs.IMPORT, opened_by="save",
)  # fmt: skip

# Questions
CONFIRM: Final = Route("confirm", "Question", "a question with yes and no", "dialogs.confirm:Confirm", Needs.QUESTION)
CONFIRM_DELETE: Final = Route(
    "confirm delete", "Delete", "what is deleted with a record", "dialogs.confirm:ConfirmDelete",
    Needs.QUESTION, opened_by="delete",
)  # fmt: skip
DUPLICATES: Final = Route(
    "duplicates", "Possible duplicates", "customers like the one in the form", "duplicates.duplicates:Duplicates",
    Needs.QUESTION,
)  # fmt: skip

# Before a database is open
FIRST_START: Final = Route(
    "first start", "Welcome", "makes the first database", "start.first_start:FirstStart", Needs.START
)
START_QUESTION: Final = Route(
    "start question", "Before the start", "a database that does not open by itself",
    "start.start_question:StartQuestion", Needs.START,
)  # fmt: skip
CHOOSE_BACKUP: Final = Route(
    "choose backup", "Backups", "the backup to start with", "start.start_question:ChooseBackup", Needs.START
)

ROUTES: Final = {route.name: route for route in list(globals().values()) if isinstance(route, Route)}
"""Every route by its name."""

PAGES: Final = {
    "attachment": DOCUMENT_PAGE,
    "customer": CUSTOMER_PAGE,
    "order": ORDER_PAGE,
    "public_form": PUBLIC_FORM_PAGE,
    "submission": SUBMISSION_PAGE,
}
"""The pages of record types that have one of their own, by the name of the type."""


def page_of(record: RecordType, row_id: int) -> Screen[Any]:
    """Return the page of a record."""
    own = PAGES.get(record.info.name)
    return own.make(row_id) if own else PAGE.make(record, row_id)


def keys_of_screens() -> Iterator[Binding]:
    """Yield the bindings of the screens that have a key on every screen without typing."""
    return (route.binding() for route in ROUTES.values() if route.key)


def offered() -> Iterator[Route]:
    """Yield the screens that need nothing, but the palette itself and the tabs, which have commands of their own."""
    apart = (PALETTE, DASHBOARD, SETTINGS)
    return (route for route in ROUTES.values() if route.needs is Needs.NOTHING and route not in apart)
