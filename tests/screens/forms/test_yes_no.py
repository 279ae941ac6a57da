"""A yes/no field tells on from off by sign, word and colour, in both themes."""

from __future__ import annotations

import pytest
from rich.color import Color
from textual.color import Color as Shade
from textual.widget import Widget

from capptro_tui.config import DARK, LIGHT
from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from tests.screens.desk import Driver, desk
from tests.support import add_customer

READABLE = 3.0
"""The least contrast of a sign with its ground (WCAG 2.1, 1.4.11)."""


def drawn(driver: Driver, widget: Widget) -> tuple[str, Color | None, float]:
    """What a widget shows, in which colour, and its contrast with the ground."""
    line = driver.lines[widget.region.y]
    [segment] = [one for one in line.crop(widget.region.x, widget.region.right) if one.text.strip()]
    assert segment.style is not None
    front, ground = segment.style.color, segment.style.bgcolor
    assert front is not None
    assert ground is not None
    light, dark = sorted((_luminance(front), _luminance(ground)), reverse=True)
    return segment.text.strip(), front, (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    parts = [part / 255 for part in Shade.from_rich_color(color).rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40)])
@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_on_and_off_are_told_apart(database: Database, theme: str, size: tuple[int, int]) -> None:
    """With the focus and without; the words stand for who sees no colours."""
    customer = add_customer(database)
    async with desk(database, size=size, theme=theme) as driver:
        driver.app.open_form(Contact, prefill={"customer_id": customer}, focus="is_primary")
        await driver.focuses("field-is_primary")
        seen = {}
        for focus in ("is_primary", "first_name"):
            driver.app.screen.form.focus_field(focus)  # type: ignore[attr-defined]
            await driver.focuses(f"field-{focus}")
            for value in (False, True):
                field = driver.app.screen.query_one("#field-is_primary")
                field.value = value  # type: ignore[attr-defined]
                await driver.sees("✓ yes" if value else "□ no")
                text, colour, contrast = drawn(driver, field)
                assert contrast >= READABLE, (focus, value, contrast)
                seen[focus, value] = (text, colour)
        for focus in ("is_primary", "first_name"):
            (off, off_colour), (on, on_colour) = seen[focus, False], seen[focus, True]
            assert (off, on) == ("□ no", "✓ yes")
            assert off_colour != on_colour
