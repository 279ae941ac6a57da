"""Possible duplicates, shown under a form while it is being typed."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates.duplicates import Duplicate
from capptro_tui.show import show

_MOST = 3


class DuplicateHints(Static):
    """The most likely duplicates with their reasons, three at most. Hidden while there are none."""

    DEFAULT_CSS = """
    DuplicateHints {
        display: none;
        height: auto;
        max-height: 5;
        padding: 0 2;
        background: $warning 12%;
    }
    DuplicateHints.-some { display: block; }
    """

    def show_hits(self, hits: list[Duplicate]) -> None:
        """Show these duplicates, the most likely first."""
        self.set_class(bool(hits), "-some")
        lines = [Content.assemble(("Possible duplicates", "bold $warning"), ("   f3 looks at them", "$muted"))]
        lines += [hit_line(hit) for hit in hits[:_MOST]]
        if len(hits) > _MOST:
            lines.append(Content.styled(f"and {len(hits) - _MOST} more", "$muted"))
        self.update(Content("\n").join(lines))


def hit_line(hit: Duplicate) -> Content:
    """Return a duplicate in one line: name, number, state, grade and reasons."""
    place = ", in the trash" if hit.row["trashed"] else ", deactivated" if hit.row["status"] != "active" else ""
    return Content.assemble(
        (show(hit.row["name"], 60), "bold"),
        (f"  {number(Customer, hit.row_id)}{place}  ", "$muted"),
        (f"{hit.grade}: ", "$warning"),
        show("; ".join(hit.reasons), 160),
    )
