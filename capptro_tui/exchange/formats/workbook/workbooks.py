"""Workbooks of each format, opened as tables: a sheet each."""

from __future__ import annotations

from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import TableSource
from capptro_tui.exchange.formats.workbook.ods import open_ods
from capptro_tui.exchange.formats.workbook.xls import open_xls
from capptro_tui.exchange.formats.workbook.xlsx import open_xlsx


def open_workbook(file: SourceFile, format: str) -> TableSource:
    """Open a workbook of the format "xlsx", "ods" or "xls". Raises Refused."""
    return {"xlsx": open_xlsx, "ods": open_ods, "xls": open_xls}[format](file)
