"""Open a file of another program, whatever its format."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats import delimited, html, iif, json_files, sniffing
from capptro_tui.exchange.formats.source_file import SourceFile, readable
from capptro_tui.exchange.formats.table import TableSource
from capptro_tui.exchange.formats.vcard import cards
from capptro_tui.exchange.formats.workbook import workbooks


def open_source(
    path: Path, *, format: str = "", encoding: str = "", delimiter: str = "", database: Path | None = None
) -> TableSource:
    """Open a file, or a folder of vCard files, as tables.

    What is decided about the file is in the facts of the source. The rows are read when they are asked for, anew each
    time, from the same unchanged file.

    Args:
        path: the file or folder.
        format: its format, one of `sniffing.FORMATS`; "" to decide it by the content.
        encoding: encoding of a text, such as "cp1252"; "" to decide it.
        delimiter: "comma", "semicolon", "tab", "pipe" or one character; "" to decide it.
        database: the database in use, whose files are refused without being opened; None if there is none.

    Raises:
        Refused: the file cannot be read. The sentence says why, in which row if that is known, and what to do.
    """
    if format and format not in sniffing.FORMATS:
        raise Refused(f"“{format[:40]}” is no format that is read; known are {', '.join(sniffing.FORMATS)}.")
    with readable(path):
        is_folder = path.is_dir()
    if is_folder:
        return cards.open_folder(path, database)
    file = SourceFile(path, database)
    chosen = format or sniffing.sniff(file)
    if chosen == "csv":
        return delimited.open_delimited(file, encoding=encoding, delimiter=delimiter)
    if chosen in ("xlsx", "xls", "ods"):
        return workbooks.open_workbook(file, chosen)
    if chosen == "json":
        return json_files.open_json(file)
    if chosen == "jsonl":
        return json_files.open_json_lines(file)
    openers = {"vcard": cards.open_cards, "iif": iif.open_iif, "html": html.open_html}
    return openers[chosen](file, encoding=encoding)
