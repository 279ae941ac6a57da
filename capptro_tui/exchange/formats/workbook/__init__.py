"""Workbooks: XLSX and ODS, which are XML in a zip archive, and XLS."""
