"""What every test of a screen starts from."""

from __future__ import annotations

import pytest

from capptro_tui.screens.background import maintenance


@pytest.fixture(autouse=True)
def no_backup_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a test takes, no backup is taken but by what it does. The tests of that choose another time."""
    monkeypatch.setattr(maintenance, "SOON", 3600.0)
