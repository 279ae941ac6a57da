"""Runs the command line in this process, with streams of its own, and tells exactly what it printed."""

from __future__ import annotations

import io
import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.cli import main
from capptro_tui.cli.parsing.parser import parse
from capptro_tui.cli.verbs import BEFORE_VERB, VERBS


class Stream(io.TextIOWrapper):
    """A standard stream that may claim to be a terminal."""

    def __init__(self, content: bytes = b"", *, terminal: bool = False) -> None:
        self.bytes = io.BytesIO(content)
        self.terminal = terminal
        super().__init__(self.bytes, encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return self.terminal

    @property
    def text(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode("utf-8")


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass
class Capptro:
    """The command, on the database `path` unless another is named."""

    monkeypatch: pytest.MonkeyPatch
    path: Path

    def __call__(self, *words: str, stdin: str | bytes = b"", terminal: bool = False) -> Result:
        """Run one command; `terminal` makes every stream look like one."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = Stream(terminal=terminal), Stream(terminal=terminal)
        with self.monkeypatch.context() as patch:
            patch.setattr("sys.stdin", Stream(given, terminal=terminal))
            patch.setattr("sys.stdout", out)
            patch.setattr("sys.stderr", err)
            code = main(words)
        return Result(code, out.text, err.text)

    def done(self, *words: str, stdin: str | bytes = b"") -> str:
        """What a command prints that must succeed without a word on standard error."""
        result = self(*words, stdin=stdin)
        assert (result.code, result.err) == (0, "")
        return result.out

    def json(self, *words: str) -> Any:
        """The one JSON value that a command prints."""
        return json.loads(self.done(*words, "--json"))

    def add(self, slug: str, *records: dict[str, Any]) -> list[str]:
        """Add records from standard input; their numbers."""
        lines = "".join(json.dumps(record) + "\n" for record in records)
        return [json.loads(answer)["number"] for answer in self.done("add", slug, stdin=lines).splitlines()]

    def export(self, slug: str) -> Any:
        """The list that `export` writes."""
        return json.loads(self.done("export", slug, "--format", "json"))

    def refused(self, *words: str, stdin: str | bytes = b"") -> str:
        """The one line with which a command is refused."""
        result = self(*words, stdin=stdin)
        assert (result.code, result.out) == (1, "")
        assert result.err.count("\n") == 1
        return result.err.rstrip("\n")

    def misused(self, *words: str) -> str:
        """The one line with which wrong usage is answered."""
        result = self(*words)
        assert (result.code, result.out) == (2, "")
        assert result.err.count("\n") == 1
        return result.err.rstrip("\n")


def read_command_line(line: str) -> None:
    """Read a command line of an example without running it. Raises what is wrong with it."""
    program, *words = shlex.split(re.split(" [<>|] ", line)[0], comments=True)
    assert program == "capptro"
    wants_help = words[-1:] == ["-h"]
    if wants_help:
        words.pop()
    while words and words[0].startswith("-"):
        before, words = (words[:2], words[2:]) if words[0] == "--db" else (words[:1], words[1:])
        parse(BEFORE_VERB, before)
    if not words:
        return
    verb = VERBS[words.pop(0)]
    while words and (following := {one.name: one for one in verb.command().verbs}.get(words[0])):
        verb = following
        words.pop(0)
    if wants_help:
        assert not words
    else:
        parse(verb.command(), words)
