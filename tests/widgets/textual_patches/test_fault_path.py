"""Whatever escapes is said by the app's own sentence, and the run knows of it."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.message_pump import MessagePump

from capptro_tui.widgets.textual_patches.fault_path import FaultPath
from tests.widgets.textual_patches.guards import assert_unchanged


class Faulty(FaultPath[None]):
    """Has a fault in a handler, a timer or a worker."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def fault_noted(self, fault: BaseException) -> str:
        return f"Said of {type(fault).__name__}."

    def on_mount(self) -> None:
        def fail() -> None:
            secret = "Secret Customer"  # what a traceback with local variables would show
            raise RuntimeError(secret)

        if self.where == "handler":
            fail()
        elif self.where == "timer":
            self.set_timer(0.001, fail)
        elif self.where == "later":
            self.call_later(fail)
        else:
            self.run_worker(fail, thread=True)


async def until_it_ends(app: Faulty) -> None:
    async with app.run_test() as pilot:
        while app._exception is None:
            await pilot.pause()


@pytest.mark.parametrize(
    ("where", "kind"),
    [("handler", "RuntimeError"), ("timer", "RuntimeError"), ("later", "RuntimeError"), ("worker", "WorkerFailed")],
)
async def test_a_fault_is_said_without_data(where: str, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    app = Faulty(where)
    with pytest.raises(Exception):  # noqa: B017, PT011 -- whatever it was
        await until_it_ends(app)
    said = capsys.readouterr().err
    assert said.strip() == f"Said of {kind}."
    assert app.return_code == 1


def test_the_framework_still_handles_faults_in_this_way() -> None:
    assert_unchanged(
        (App._handle_exception, "c5b0d7f22f84"),
        (App.panic, "56fffd24493d"),
        (App._print_error_renderables, "4a4d91f55642"),
        (MessagePump._process_messages_loop, "104995b3961b"),
        (MessagePump._pre_process, "3c47ee0939bd"),
    )
