"""The driver in a real terminal is tried in `tests/e2e` and `tests/faults`; here is what it stands on."""

from __future__ import annotations

import pytest
from textual import constants
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver

from capptro_tui.app import CapptroApp
from capptro_tui.db.database import Database
from capptro_tui.widgets.textual_patches.terminal_driver import _RESTORE, TerminalDriver
from tests.widgets.textual_patches.guards import assert_unchanged


def test_the_app_uses_it_unless_the_environment_names_another(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CapptroApp(database.path, database).driver_class is TerminalDriver
    monkeypatch.setattr(constants, "DRIVER", "textual.drivers.web_driver:WebDriver")
    assert CapptroApp(database.path, database).driver_class.__name__ == "WebDriver"


def test_a_hard_end_restores_what_the_framework_restores() -> None:
    """Every mode that its driver switches off as it stops."""
    written: list[str] = []

    class Writing(LinuxDriver):
        def __init__(self) -> None:
            self._mouse, self._in_band_window_resize, self.attrs_before = True, False, None

        def write(self, data: str) -> None:
            written.append(data)

        def disable_input(self) -> None:
            self._disable_mouse_support()

    Writing().stop_application_mode()
    assert written
    for sequence in written:
        assert sequence.encode() in _RESTORE


def test_the_framework_still_drives_the_terminal_in_this_way() -> None:
    assert_unchanged(
        (LinuxDriver.__init__, "b7a7735c9843"),
        (LinuxDriver.start_application_mode, "f5a29c097216"),
        (LinuxDriver.stop_application_mode, "ae117ddcea22"),
        (LinuxDriver.disable_input, "2046267a3f61"),
        (LinuxDriver.run_input_thread, "42d792c30444"),
        (LinuxDriver._run_input_thread, "3f980face684"),
        (LinuxDriver.write, "384e061f26db"),
        (App._display, "e2c60537eedc"),
        (WriterThread.run, "c724de7e59dc"),
        (WriterThread.stop, "bc05579f65cb"),
        (App.get_driver_class, "72c222ec6607"),
    )
