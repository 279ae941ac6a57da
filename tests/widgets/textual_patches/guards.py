"""Whether the framework's side of a patch is still what the patch was made for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from hashlib import sha256
from typing import Any


def fingerprint(source: Callable[..., Any] | property | type) -> str:
    """What the source text of a function, property or class comes to, whatever its indentation."""
    function = source.fget if isinstance(source, property) else source
    assert function is not None
    lines = (line.strip() for line in inspect.getsource(function).splitlines())
    return sha256("\n".join(line for line in lines if line).encode()).hexdigest()[:12]


def assert_unchanged(*sources: tuple[Callable[..., Any] | property | type, str]) -> None:
    """The framework's code that a patch replaces, or counts on, is what it was when the patch was made.

    Where it is not: read the change, put the patch right or take it away, and only then note the new fingerprint.
    """
    changed = {
        f"{getattr(source, '__qualname__', source)}": fingerprint(source)
        for source, known in sources
        if fingerprint(source) != known
    }
    assert not changed, f"changed in the framework: {changed}"
