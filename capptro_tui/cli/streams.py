"""The standard streams of a command: open even if the caller closed them, with errors that are sentences."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import Any, Final, TextIO

from capptro_tui.errors import Refused
from capptro_tui.show import show

_IS_CONSOLE: Final = sys.platform == "win32"
"""Whether Python has special streams for the console, which must not be replaced."""


def _why(error: OSError) -> str:
    return "it is closed" if error.errno == errno.EBADF else str(error.strerror)


class OutputLost(Refused):
    """Standard output cannot be written."""


class _Output(io.FileIO):
    """Standard output. Its errors are sentences for people."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputLost(f"The output could not be written: {_why(error)}.") from None


class _Input(io.FileIO):
    """Standard input. Its errors are sentences for people."""

    def readinto(self, buffer: Any, /) -> int | None:
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise Refused(f"The input could not be read: {_why(error)}.") from None

    def readall(self) -> Any:
        try:
            return super().readall()
        except OSError as error:
            raise Refused(f"The input could not be read: {_why(error)}.") from None


def prepare() -> None:
    """Open closed standard streams, and make errors of standard streams sentences for people.

    A closed stream is opened on the null device, so that no other file gets its number: input is empty, output fails,
    and complaints are lost. Streams that other code has put in their place stay.
    """
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    if sys.stdin is sys.__stdin__ and not _IS_CONSOLE:
        sys.stdin = _text(io.BufferedReader(_Input(0, closefd=False)), sys.stdin)
    if sys.stdout is sys.__stdout__ and not _IS_CONSOLE:
        sys.stdout = _text(io.BufferedWriter(_Output(1, "w", closefd=False)), sys.stdout)
    if sys.stderr is None:
        sys.stderr = _text(io.BufferedWriter(io.FileIO(2, "w", closefd=False)), None)
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        # JSON is UTF-8 in every locale; text that cannot be encoded (a broken file name) is escaped.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _text(raw: io.BufferedReader | io.BufferedWriter, before: TextIO | None) -> io.TextIOWrapper:
    """Return a text stream on `raw` with the encoding of the one before it."""
    if before is None:
        return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace" if raw.writable() else "strict")
    return io.TextIOWrapper(raw, encoding=before.encoding, errors=before.errors, line_buffering=before.isatty())


def drop(stream: TextIO) -> None:
    """Discard the rest of a stream that has no reader: unwritten text must not fail again when the process ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def complain(*sentences: str) -> None:
    """Print each sentence as one harmless line on standard error. If that is full or gone, the sentence is lost."""
    try:
        for sentence in sentences:
            print(show(sentence, 2000), file=sys.stderr, flush=True)
    except OSError:
        drop(sys.stderr)
