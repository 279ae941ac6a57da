"""Whatever escapes is said by the app's own sentence, and the run knows of it."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest
from textual.app import App
from textual.css.query import NoMatches
from textual.message_pump import MessagePump
from textual.widget import Widget

from capptro_tui.errors import Refused
from capptro_tui.widgets.textual_patches.fault_path import FaultPath, _dispatch
from tests.widgets.textual_patches.guards import assert_unchanged


class Faulty(FaultPath[None]):
    """Has a fault in a handler, a timer or a worker."""

    def __init__(self, where: str, *, outlived: bool = False) -> None:
        super().__init__()
        self.where = where
        self.outlived = outlived
        self.outlived_faults: list[BaseException] = []
        self.noted: list[type[BaseException]] = []
        self.refused: list[str] = []

    def fault_noted(self, fault: BaseException) -> str:
        self.noted.append(type(fault))
        return f"Said of {type(fault).__name__}."

    def say_refusal(self, refused: Refused) -> None:
        self.refused.append(str(refused))

    def outlives(self, fault: BaseException) -> bool:
        if self.outlived:
            self.outlived_faults.append(fault)
        return self.outlived

    def on_mount(self) -> None:
        self.catch_strays()

        def fail() -> None:
            secret = "Secret Customer"  # what a traceback with local variables would show
            raise RuntimeError(secret)

        async def afail() -> None:
            fail()

        if self.where == "handler":
            fail()
        elif self.where == "timer":
            self.set_timer(0.001, fail)
        elif self.where == "later":
            self.call_later(fail)
        elif self.where == "callback":
            asyncio.get_running_loop().call_soon(fail)
        elif self.where == "task":
            asyncio.get_running_loop().create_task(afail())
        elif self.where == "thread":
            threading.Thread(target=self.report_fault, args=(RuntimeError("Secret Customer"),)).start()
        elif self.where == "twice":
            asyncio.get_running_loop().call_soon(fail)
            asyncio.get_running_loop().call_soon(fail)
        elif self.where == "worker":
            self.run_worker(fail, thread=True)


async def until_it_ends(app: Faulty) -> None:
    async with app.run_test() as pilot:
        while app._exception is None:
            await pilot.pause()
            gc.collect()  # a task that failed is told of when it is thrown away


@pytest.mark.parametrize("where", ["handler", "timer", "later", "worker", "task", "callback", "thread"])
async def test_a_fault_is_said_without_data(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By what it is, and not by what the framework has made of it."""
    app = Faulty(where)
    with pytest.raises(RuntimeError):
        await until_it_ends(app)
    assert capsys.readouterr().err.strip() == "Said of RuntimeError."
    assert app.return_code == 1


async def test_only_the_first_fault_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    app = Faulty("twice")
    with pytest.raises(RuntimeError):
        await until_it_ends(app)
    assert capsys.readouterr().err.strip() == "Said of RuntimeError."
    assert len(app.noted) == 2


async def test_a_worker_may_fail_without_an_end() -> None:
    app = Faulty("worker", outlived=True)
    async with app.run_test() as pilot:
        while not app.outlived_faults:
            await pilot.pause()
        assert app._exception is None
        assert not app.noted


async def test_what_an_ending_app_takes_from_its_screens_is_no_fault() -> None:
    """A screen that is just being opened finds its widgets gone."""
    app = Faulty("")
    async with app.run_test():
        app.exit()
        app._handle_exception(NoMatches("no form"))
        assert not app.noted
        app._handle_exception(ValueError("a fault all the same"))
        assert app.noted == [ValueError]
        app._exception = None


async def test_an_app_that_is_shut_down_is_ending() -> None:
    """A test that ends while a widget opens is the same: nobody has asked the app to exit."""
    app = Faulty("")
    async with app.run_test():
        await app._shutdown()
        app._handle_exception(NoMatches("no form"))
        assert not app.noted


async def test_nobody_reads_the_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    app = Faulty("handler")
    monkeypatch.setattr(app.error_console, "print", fail)
    with pytest.raises(RuntimeError):
        await until_it_ends(app)


async def test_a_refusal_in_a_handler_is_said_and_the_widget_lives_on() -> None:
    app = Faulty("")
    async with app.run_test() as pilot:

        def refuse() -> None:
            raise Refused("Not now.")

        app.screen.call_later(refuse)
        app.call_next(refuse)
        app.run_worker(refuse, thread=True)
        while len(app.refused) < 3:
            await pilot.pause()
        app.screen.call_later(app.refused.append, "alive")
        await pilot.pause()
        assert app.refused == ["Not now."] * 3 + ["alive"]
        assert not app.noted


def test_the_framework_still_handles_faults_in_this_way() -> None:
    assert_unchanged(
        (App._handle_exception, "c5b0d7f22f84"),
        (App.panic, "56fffd24493d"),
        (App._shutdown, "d56e80f9db4c"),
        (App._print_error_renderables, "4a4d91f55642"),
        (MessagePump._process_messages_loop, "104995b3961b"),
        (MessagePump._pre_process, "3c47ee0939bd"),
        (_dispatch, "d2bfa5b7843c"),
        (MessagePump._flush_next_callbacks, "07d18ef18e50"),
        (Widget._compose, "85397548feff"),
    )
