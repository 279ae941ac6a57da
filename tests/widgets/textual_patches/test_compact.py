"""A field without a frame is styled once it stands somewhere."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Checkbox, Input, TextArea

from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.form.long_input import LongInput
from capptro_tui.widgets.textual_patches.compact import compact


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The widgets that were styled."""
    found: list[object] = []
    update_nodes = Stylesheet.update_nodes

    def counted(sheet: Stylesheet, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        found.extend(some := list(nodes))
        update_nodes(sheet, some, animate)

    monkeypatch.setattr(Stylesheet, "update_nodes", counted)
    return found


async def test_it_is_not_styled_while_it_is_made(styled: list[object]) -> None:
    async with App[None]().run_test():
        styled.clear()
        LineInput()
        LongInput()
        assert styled == []


@pytest.mark.parametrize("kind", [Input, TextArea, Checkbox])
async def test_the_framework_styles_it_then(styled: list[object], kind: type[Widget]) -> None:
    """Where it does not any more, the patch may go."""
    async with App[None]().run_test():
        styled.clear()
        kind(compact=True)  # type: ignore[call-arg]
        assert styled


def test_other_classes_stay() -> None:
    field = LineInput(classes="a b")
    assert field.classes == {"a", "b", "-textual-compact"}
    assert field.compact
    assert compact({"id": "x"}) == {"id": "x", "compact": True, "classes": "-textual-compact"}
