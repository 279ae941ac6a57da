"""The error of a command line that cannot be understood."""

from __future__ import annotations


class Misused(Exception):
    """A command line that the program cannot understand. The exit code is that of wrong usage.

    Attributes:
        path: the verb whose help to read: `capptro find`; "" for the verb that runs.
    """

    def __init__(self, message: str, path: str = "") -> None:
        self.message = message
        self.path = path
        super().__init__(message)
