"""Remembers the imports of a business: mappings by layout, and the last files.

They are kept in a private file in the user's state folder, under the random id of the database. Without that file an
import works as well: a damaged one counts as none, and one that cannot be written is left.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.understanding.plan import Plan
from capptro_tui.storage.private_files import NewFile, make_folder

MOST_MAPPINGS: Final = 100
MOST_FILES: Final = 8

_VERSION = 1
_LONGEST = 20_000_000
"""Most bytes of the file that are read."""


class RememberedImports:
    """The mappings and files of the imports into one database. Several windows may use it; the last one to write wins.

    Args:
        folder: the folder of the file.
        key: the random id of the database.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._path = folder / f"{key}.json"

    def mapping(self, layout: str) -> Plan | None:
        """Return the mapping that was last used for a layout; None if there is none."""
        given = self._read()["mappings"].get(layout)
        with suppress(Refused):
            return Plan.from_json(json.dumps(given)) if given is not None else None
        return None

    def remember_mapping(self, layout: str, plan: Plan) -> None:
        """Keep a mapping for its layout."""
        known = self._read()
        mappings = {name: one for name, one in known["mappings"].items() if name != layout}
        mappings[layout] = json.loads(plan.to_json())
        self._write({**known, "mappings": dict([*mappings.items()][-MOST_MAPPINGS:])})

    def files(self) -> list[Path]:
        """Return the files that were imported last, the last one first."""
        return [Path(text) for text in self._read()["files"]]

    def remember_file(self, path: Path) -> None:
        """Keep the path of a file."""
        known = self._read()
        files = [str(path), *(text for text in known["files"] if text != str(path))]
        self._write({**known, "files": files[:MOST_FILES]})

    def _read(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            if self._path.stat().st_size <= _LONGEST:
                given = json.loads(self._path.read_text(encoding="utf-8", errors="surrogateescape"))
                if _is_sound(given):
                    return {"mappings": given["mappings"], "files": given["files"]}
        return {"mappings": {}, "files": []}

    def _write(self, known: dict[str, Any]) -> None:
        text = json.dumps({"version": _VERSION, **known})
        with suppress(OSError):
            make_folder(self._path.parent)
            with NewFile(self._path.parent, "import") as made:
                made.file.write(text.encode())
                made.finish()
                made.replace(self._path)


def _is_sound(given: Any) -> bool:
    """Whether the content of a file has the form that is written."""
    return (
        isinstance(given, dict)
        and given.get("version") == _VERSION
        and isinstance(given.get("mappings"), dict)
        and isinstance(given.get("files"), list)
        and all(isinstance(text, str) for text in given["files"])
    )
