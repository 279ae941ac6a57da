"""Fields without a frame, styled where they stand and not before.

Reason: a widget that is told to be `compact` gets a class for it while it is made. The framework styles it then, with
all its parts, though it is nowhere yet: each field of a form is styled twice. Here it has the class from the beginning.

Touches: the class `-textual-compact`. Relies on: `compact` may be declared again with another default; it toggles that
class; a class that is there is not added again.
"""

from __future__ import annotations

from typing import Any, Final

from textual.reactive import Reactive

_CLASS: Final = "-textual-compact"


def compact_from_the_beginning() -> Reactive[bool]:
    """The attribute `compact` of a class of fields that all are."""
    return Reactive(True, toggle_class=_CLASS)


def compact(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a widget with `compact` added to them."""
    return {**options, "compact": True, "classes": f"{_CLASS} {options.get('classes') or ''}".rstrip()}
