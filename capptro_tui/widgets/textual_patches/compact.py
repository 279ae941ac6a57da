"""Input fields without a frame that are not styled before they are mounted.

Reason: a widget that is told to be `compact` gets a CSS class for it while it is made. The framework styles it then,
with all its parts, although it is not mounted: each field of a form is styled twice. Here it has the class from the
beginning.

Touches: the class `-textual-compact`. Relies on: `compact` may be declared again with another default; it toggles that
class; a class that is there is not added again.
"""

from __future__ import annotations

from typing import Any, Final

from textual.reactive import Reactive

_CLASS: Final = "-textual-compact"


def compact_from_the_beginning() -> Reactive[bool]:
    """Return the attribute `compact` for a widget class that is always compact."""
    return Reactive(True, toggle_class=_CLASS)


def compact(options: dict[str, Any]) -> dict[str, Any]:
    """Return a widget's options with `compact` added to them."""
    return {**options, "compact": True, "classes": f"{_CLASS} {options.get('classes') or ''}".rstrip()}
