"""Makes files of the corpus: `python -m tests.corpus.make [REVISION …]` in the project's folder; README.md says when.

Each is written by the program of its time, taken from the history of this repository, and the newest by the program as
it is here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from capptro_tui.db.schema.head import HEAD
from tests.corpus.files import FOLDER, pack, packed
from tests.support import ROOT

PROGRAMS = {
    "0001": "63aedc1",
    "0002": "9081aaa",
    "0003": "dadfb36",
    "0004": "dadfb36",
    "0005": "f61b4c8",
    "0006": "80e50e0",
    "0007": "dcb5f63",
    "0008": "d4427a7",
    "0009": "a363b05",
    "0010": "8e568a1",
    "0011": "92e21d1",
    "0012": "773c0e1",
    "0013": "a9e620c",
    "0014": "a69635f",
}
"""Revision to the last commit whose newest schema it was. That of a revision that is not here is the working tree."""


def make(revision: str) -> None:
    """Make one file. Raises SystemExit when that is not possible."""
    with tempfile.TemporaryDirectory(prefix=f"schema-{revision}-") as name:
        program, folder = Path(name, "program"), Path(name, "desk")
        folder.mkdir()
        if revision in PROGRAMS:
            _take_from_history(PROGRAMS[revision], program)
        elif revision == HEAD:
            program = ROOT
        else:
            raise SystemExit(f"Which program has the schema {revision}? Name its commit in PROGRAMS.")
        if revision == "0003":
            _take_documents_away(program)
        own = {"HOME": name, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1", "TZ": "UTC"}
        command = [sys.executable, str(FOLDER / "business.py"), str(folder)]
        if subprocess.run(command, cwd=program, env={**os.environ, **own}, check=False).returncode:
            raise SystemExit(f"The program with the schema {revision} could not write the business.")
        pack(revision, folder)
    print(f"{packed(revision).name}: {packed(revision).stat().st_size:,} bytes")


def _take_from_history(commit: str, folder: Path) -> None:
    folder.mkdir()
    files = subprocess.run(["git", "archive", commit, "capptro_tui", "data"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "x", "-C", str(folder)], input=files.stdout, check=True)


def _take_documents_away(program: Path) -> None:
    """The schemas 0003 and 0004 came in one commit: its program without documents is that of 0003."""
    (program / "capptro_tui/db/migrations/versions/0004_attachments.py").unlink()
    registry = program / "capptro_tui/models/registry.py"
    registry.write_text(registry.read_text().replace("    Attachment,\n", "", 1))


if __name__ == "__main__":
    for wanted in sys.argv[1:] or [HEAD]:
        make(wanted)
