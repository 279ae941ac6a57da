"""What the first page, the first form and the first save need, loaded before they are asked for."""

from __future__ import annotations

from importlib import import_module

from capptro_tui.db.database import Database


def preload(database: Database) -> None:
    """Load it, in a thread and after the first paint."""
    from capptro_tui.models import amounts
    from capptro_tui.services import desk

    import_module("capptro_tui.screens.pages")
    import_module("capptro_tui.screens.customer_page")
    # With the first amount comes all that is known of currencies, which takes as long as a page.
    amounts.money(0, str(desk.settings(database)["currency"]))
    import_module("capptro_tui.screens.form_screen")
    database.preload()
