"""The error of a command line that cannot be understood."""

from __future__ import annotations


class Misused(Exception):
    """A command line that says nothing this program can do; the exit code is that of wrong usage.

    Attributes:
        path: the verb whose help says how it is used: `capptro find`. "" where it is that of the verb that runs.
    """

    def __init__(self, message: str, path: str = "") -> None:
        self.message = message
        self.path = path
        super().__init__(message)
