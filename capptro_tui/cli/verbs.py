"""The table of verbs, in the groups of the help.

The arguments and options of a verb are declared beside its function, whose module is imported when the verb is used.
"""

from __future__ import annotations

from capptro_tui.cli.parsing.command import Command, Option, Verb
from capptro_tui.cli.parsing.common import DB, NO_PAGER

VERSION = Option(("--version",), "version", "Print the version.")
BEFORE_VERB = Command(takes=(DB, NO_PAGER, VERSION))
"""The options that may stand before the verb."""

GROUPS: dict[str, tuple[Verb, ...]] = {
    "Every day": (
        Verb("find", "Find records by any part of a name, number or phone.", "records.reading:FIND"),
        Verb("list", "List records: some or all, sorted, as a table, JSON or CSV.", "records.listing:LIST"),
        Verb("show", "Show records; of a customer, the whole page.", "records.reading:SHOW"),
        Verb("add", "Add records, from standard input or options.", "records.adding:add_command"),
        Verb("set", "Change fields of a record.", "records.writing:SET"),
        Verb("history", "List what was changed, when and by whom.", "records.reading:HISTORY"),
        Verb("undo", "Take back the last change, or the batch named.", "records.writing:UNDO"),
        Verb("redo", "Do again what was undone last.", "records.writing:REDO"),
    ),
    "Customers and their records": (
        Verb("statement", "Print what a customer was billed and has paid.", "business.accounts:STATEMENT"),
        Verb("aging", "List who owes what, and for how long.", "business.accounts:AGING"),
        Verb("near", "List the sites and customers near a place, nearest first.", "business.places:NEAR"),
        Verb("geofence", "Read geofences from GeoJSON files, and write them.", "business.places:GEOFENCE"),
        Verb("forms", "Public forms: their pages, and a server for them.", "public.serving:FORMS"),
        Verb("submissions", "Add what people sent by public forms.", "public.submissions:SUBMISSIONS"),
        Verb("deactivate", "Deactivate a customer or a site.", "records.status:DEACTIVATE"),
        Verb("reactivate", "Make a customer or a site active again.", "records.status:REACTIVATE"),
        Verb("reopen", "Open a record again that is completed or cancelled.", "records.status:REOPEN"),
        Verb("duplicates", "List pairs of customers that may be the same.", "records.duplicates:DUPLICATES"),
        Verb("merge", "Merge a customer into another one.", "records.merging:MERGE"),
        Verb("delete", "Put records into the trash.", "records.trash:DELETE"),
        Verb("restore", "Take records out of the trash.", "records.trash:RESTORE"),
    ),
    "Files": (
        Verb("attach", "Attach files to a record.", "files.documents:ATTACH"),
        Verb("attachments", "List the documents of a record, or copy them to a folder.", "files.documents:ATTACHMENTS"),
        Verb("open", "Open a document in its program.", "files.documents:OPEN"),
        Verb("import", "Bring in records of a file: CSV, Excel, vCard, JSON and more.", "files.importing:IMPORT"),
        Verb("export", "Write records as JSON, CSV, XLSX or vCards.", "files.exporting:EXPORT"),
        Verb("leave", "Write everything into a folder of files.", "files.leaving:LEAVE"),
    ),
    "Care of your data": (
        Verb("backup", "Copy the database and its documents, also while it is used.", "care.backups:BACKUP"),
        Verb("backups", "List the backups of the database, newest first.", "care.backups:BACKUPS"),
        Verb("restore-backup", "Put a backup back.", "care.backups:RESTORE_BACKUP"),
        Verb("check", "Check the database, and repair what can be made anew.", "care.checking:CHECK"),
        Verb("recover", "Decide about a log that does not belong to the database.", "care.recovering:RECOVER"),
        Verb("salvage", "Save what can be read of a damaged database.", "care.backups:SALVAGE"),
        Verb("where", "Say which files are in use, and what endangers them.", "care.files_in_use:WHERE"),
    ),
    "The program": (
        Verb("demo", "Fill an empty database with a sample business.", "business.sample:DEMO"),
        Verb("completion", "Print the completion of a shell: bash, zsh or fish.", "care.shell_completion:COMPLETION"),
        Verb("config", "Show each option of the config file and its meaning.", "care.configuring:CONFIG"),
    ),
}

VERBS: dict[str, Verb] = {verb.name: verb for verbs in GROUPS.values() for verb in verbs}
