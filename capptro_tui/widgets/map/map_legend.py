"""The list beside a map: its places, each with the geofences around it."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from capptro_tui.services.places.maps import Scene
from capptro_tui.show import show
from capptro_tui.widgets.table.table_columns import fit_content


class MapLegend(Widget):
    """The places of a map, each with its name and a line of its geofences. The cursor's place is always visible."""

    DEFAULT_CSS = """
    MapLegend {
        width: 34;
        height: 100%;
        padding: 0 1 0 2;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._scene: Scene | None = None
        self._cursor = 0

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """List the places of a scene."""
        self._scene, self._cursor = scene, cursor
        self.refresh()

    def point_at(self, cursor: int) -> None:
        """Move the cursor."""
        self._cursor = cursor
        self.refresh()

    def render(self) -> Content:
        """Return the lines that fit."""
        if self._scene is None:
            return Content("")
        lines: list[Content] = []
        at_cursor = 0
        for at, spot in enumerate(self._scene.spots):
            is_here = at == self._cursor
            at_cursor = len(lines) if is_here else at_cursor
            style = "bold $block-cursor-foreground on $block-cursor-background" if is_here else ""
            name = Content.assemble((f"{spot.mark} ", "" if is_here else "$accent"), show(spot.name, 60))
            lines.append(fit_content(name, self.content_size.width).stylize_before(style))
            names = ", ".join(show(self._scene.fences[each].name, 40) for each in spot.around)
            if names:
                inside = Content.styled(f"  in {names}", "$muted").truncate(self.content_size.width, ellipsis=True)
                lines.append(inside)
        room = self.content_size.height
        top = max(0, min(at_cursor - room // 2, len(lines) - room))
        return Content("\n").join(lines[top : top + room])
