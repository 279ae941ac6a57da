"""The drafts left by windows that have ended: to be taken over, or given up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from capptro_tui.errors import Refused
from capptro_tui.services.drafts.draft import Draft, DraftFile, NewerDrafts, UnreadableDrafts, decode, encode
from capptro_tui.storage.window_files import FoundFile, change_left, find_left, held, read, set_aside

PURPOSE = "drafts"
"""Prefix of the names of draft files."""

_DAMAGED = "cannot be read, for the file is damaged."
_NEWER = "is of a newer version of this program, which offers it again."


class LeftDrafts:
    """The drafts of one database in the files of windows that have ended. Only new files are read."""

    def __init__(self, folder: Path, key: str) -> None:
        """`key` is the key of their database (`DraftFile.key`)."""
        self._folder = folder
        self._key = key
        self._read: dict[FoundFile, DraftFile] = {}
        self._said: set[Path] = set()

    def find(self) -> list[Draft]:
        """Return all left drafts, the last typed first."""
        drafts: dict[str, Draft] = {}
        for _, file in self._files():
            for draft in file.drafts:
                # A window that was killed between taking a draft over and removing it has left it twice.
                known = drafts.get(draft.id)
                if known is None or known.typed_at < draft.typed_at:
                    drafts[draft.id] = draft
        return sorted(drafts.values(), key=lambda draft: draft.typed_at, reverse=True)

    def problems(self) -> list[str]:
        """Return a sentence for each unreadable file, once; a damaged one is set aside."""
        problems = []
        for found, why in self._look():
            if isinstance(why, str) and found.path not in self._said:
                self._said.add(found.path)
                problems.append(f"What was typed and not saved in an earlier window {why} {_put_away(found.path, why)}")
        return problems

    def take(self, drafts: Collection[Draft], adopt: Callable[[list[Draft]], None]) -> None:
        """Hand drafts over to `adopt`, and remove them from their files afterwards.

        Raises:
            Refused: they are not there any more, or cannot be written.
        """
        adopted: set[str] = set()

        def hand_over(found: set[str]) -> None:
            adopt([draft for draft in drafts if draft.id in found - adopted])
            adopted.update(found)

        try:
            self._take_away({draft.id for draft in drafts}, hand_over)
        except OSError as error:
            raise Refused(f"The drafts in {self._folder} cannot be written: {error.strerror}.") from None
        if len(adopted) < len(drafts):
            raise Refused("Another window has taken this draft, or given it up.")

    def give_up(self, draft_ids: Collection[str]) -> None:
        """Remove drafts for good. Raises Refused if they cannot be removed."""
        try:
            self._take_away(set(draft_ids), len)
        except OSError as error:
            raise Refused(f"The drafts in {self._folder} cannot be removed: {error.strerror}.") from None

    def _take_away(self, ids: set[str], first: Callable[[set[str]], object]) -> None:
        """Remove drafts from their files; `first` is called before with the ids in each file. Raises OSError."""
        for found, _ in self._files():
            with held(found.path) as is_held:
                file = _read_file(found.path) if is_held else None
                if isinstance(file, DraftFile) and (taken := ids & {draft.id for draft in file.drafts}):
                    first(taken)
                    rest = tuple(draft for draft in file.drafts if draft.id not in ids)
                    change_left(found.path, PURPOSE, encode(replace(file, drafts=rest)) if rest else None)

    def _files(self) -> Iterator[tuple[FoundFile, DraftFile]]:
        """Yield the files of this database."""
        for found, file in self._look():
            if isinstance(file, DraftFile) and file.key == self._key:
                yield found, file

    def _look(self) -> list[tuple[FoundFile, DraftFile | str]]:
        """Return all files with their drafts, reading new ones; for an unreadable file, the reason."""
        there = {one: self._read.get(one) or _read_file(one.path) for one in find_left(self._folder, PURPOSE)}
        self._read = {one: file for one, file in there.items() if isinstance(file, DraftFile)}
        return [(one, file) for one, file in there.items() if file is not None]


def _read_file(path: Path) -> DraftFile | str | None:
    """Return the drafts in a file, the reason why it cannot be read, or None if it is gone."""
    try:
        return decode(read(path))
    except FileNotFoundError:
        return None
    except NewerDrafts:
        return _NEWER
    except UnreadableDrafts:
        return _DAMAGED
    except OSError as error:
        return f"cannot be read: {error.strerror or 'the file is too large'}."


def _put_away(path: Path, why: str) -> str:
    """Set a damaged file aside, so that it is reported once; return a sentence with its path, for people."""
    if why is _DAMAGED:
        with suppress(OSError), held(path) as is_held:
            if is_held:
                return f"It was set aside as {set_aside(path)}."
    return f"It was left as it is: {path}."
