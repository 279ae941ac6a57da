"""The newest schema revision, read from the names of the migrations: Alembic itself is slow to load."""

from __future__ import annotations

from pathlib import Path

VERSIONS = Path(__file__).parent / "migrations" / "versions"

HEAD = max(path.name[:4] for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))
"""The newest revision. Revisions are named 0001, 0002, …; each is the first part of its file's name."""
